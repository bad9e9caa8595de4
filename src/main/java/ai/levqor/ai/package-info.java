/**
 * Asks an AI provider; {@link ai.levqor.ai.Ai} are the operations. The provider is any that speaks OpenAI's chat
 * completions.
 *
 * <ul>
 *   <li>{@code AiService} asks until there is an answer, the provider refuses, or the time is up.
 *   <li>{@code Provider} makes one attempt; {@code Chat} is what goes out, {@code ChatAnswer} what comes back,
 *       {@code ProviderFailure} what went wrong, in one form.
 * </ul>
 *
 * Neither prompts nor answers nor the key are logged.
 */
@NullMarked
package ai.levqor.ai;

import org.jspecify.annotations.NullMarked;
