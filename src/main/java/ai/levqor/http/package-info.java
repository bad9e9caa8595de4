/**
 * The only package that knows HTTP. {@link ai.levqor.http.HttpEdge} listens and puts the parts together, in the order in
 * which a request meets them:
 *
 * <ol>
 *   <li>{@link ai.levqor.http.Connections}: how many there may be, and how long a request's head may take;
 *   <li>{@link ai.levqor.http.BasicHeaders}: the request's id and the headers of every answer, with
 *       {@link ai.levqor.http.ContentPolicy}; {@link ai.levqor.http.Cors}: which pages may read it;
 *   <li>{@link ai.levqor.http.InFlight}: what is being answered, the end of unread bodies, and draining;
 *   <li>{@link ai.levqor.http.ServiceEndpoints}: health, documents, landing page, which are not counted, nor
 *       are paths that lead nowhere;
 *   <li>{@link ai.levqor.http.Admission}: {@link ai.levqor.http.ApiKeys who calls}, from which address behind
 *       {@link ai.levqor.http.Proxies}, and whether the limits let the request in;
 *   <li>{@link ai.levqor.http.Paths}: path and method to an endpoint, else 404, 405 or the answer to OPTIONS;
 *   <li>{@link ai.levqor.http.OperationEndpoint}: one operation: the scope, then the input from
 *       {@link ai.levqor.http.Parameters}, {@link ai.levqor.http.BodyReader} and {@link ai.levqor.http.JsonBody}, then
 *       the call over the bus; {@link ai.levqor.http.Document}s of the {@link ai.levqor.http.Site};
 *   <li>{@link ai.levqor.http.Errors}: every answer that is a failure, its body from {@link ai.levqor.http.ErrorBody}.
 * </ol>
 */
@NullMarked
package ai.levqor.http;

import org.jspecify.annotations.NullMarked;
