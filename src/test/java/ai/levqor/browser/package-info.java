/**
 * The pages in a real Chromium, against a whole node. {@link ai.levqor.browser.Chromium} finds and starts the browser,
 * {@link ai.levqor.browser.Visit} is a page on which every error, violation and request is watched.
 */
@NullMarked
package ai.levqor.browser;

import org.jspecify.annotations.NullMarked;
