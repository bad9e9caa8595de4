/**
 * The contract, read off the operations. {@link ai.levqor.contract.Catalog} lists them,
 * {@link ai.levqor.contract.Schemas} checks inputs against the files under {@code schemas/}; out of both
 * {@link ai.levqor.contract.OpenApi} makes the document for HTTP clients, {@link ai.levqor.contract.Postman} the
 * collection for Postman and {@link ai.levqor.contract.BusReference} the page for event-bus clients.
 */
@NullMarked
package ai.levqor.contract;

import org.jspecify.annotations.NullMarked;
