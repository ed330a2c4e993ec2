package octavia.app.standalone;

import java.net.URI;

/** A service that runs, in this process or another. */
public interface Service extends AutoCloseable {

  /** Scheme, host and port of the API, such as {@code http://127.0.0.1:9876}. */
  URI apiUrl();

  /** Stops it; load balancers go on serving. */
  @Override
  void close();
}
