/**
 * Settings: what can be set, where a value came from, and whether it is allowed.
 *
 * <ul>
 *   <li>{@link ai.levqor.config.Settings} is the way in: one load from the environment, then records.
 *   <li>{@code conf/levqor.yaml} names every setting; a key that is not in it does not exist.
 *   <li>{@code SettingsLayers} puts defaults, profile, file and environment on top of each other; {@code SettingsFile}
 *       and {@code SettingsEnvironment} read the last two.
 *   <li>{@code SectionBinder} makes records of text; the records check themselves with {@link
 *       ai.levqor.config.Check}.
 *   <li>{@link ai.levqor.config.SecretKeys} says which settings are secret, {@code ProductionRules} what production
 *       refuses.
 * </ul>
 */
@NullMarked
package ai.levqor.config;

import org.jspecify.annotations.NullMarked;
