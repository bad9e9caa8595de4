/**
 * What {@code levqor doctor} looks at. {@link ai.levqor.doctor.Doctor} asks every check; a check answers
 * {@link ai.levqor.doctor.Finding}s, each with a cure where something is wrong, and changes nothing.
 */
@NullMarked
package ai.levqor.doctor;

import org.jspecify.annotations.NullMarked;
