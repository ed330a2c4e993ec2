package octavia.api.identity;

import octavia.api.error.ApiException;
import octavia.http.Request;

/** Tells who calls. Called from many threads; may block for as long as its own time limit says. */
@FunctionalInterface
public interface Identity {

  /**
   * The caller of a request.
   *
   * @param requestId of this call
   * @throws ApiException (401) if the request does not say, or says it wrongly
   */
  Caller authenticate(Request request, String requestId);

  /** True if a caller's project is known for sure, so that its quota can be held against it. */
  default boolean provesProjects() {
    return true;
  }
}
