package octavia.cloud.identity.keystone;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import octavia.cloud.identity.IdentityUnavailableException;
import octavia.config.ConfigException;
import octavia.http.PemFiles;
import org.jspecify.annotations.Nullable;

/**
 * HTTP to Keystone, with limits. A connection that is not made is tried again, at growing pauses.
 */
final class KeystoneConnection {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

  /** Waits; a seam for tests. */
  @FunctionalInterface
  interface Pause {
    void of(Duration duration) throws InterruptedException;
  }

  private final KeystoneSettings settings;
  private final HttpClient client;
  private final Pause pause;

  /**
   * Reads the authorities; connects to nobody yet.
   *
   * @throws ConfigException if the file of authorities cannot be used
   */
  KeystoneConnection(KeystoneSettings settings, Pause pause) {
    this.settings = settings;
    this.pause = pause;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.timeout())
            .followRedirects(HttpClient.Redirect.NORMAL);
    if (settings.insecure() || settings.caFile().isPresent()) {
      builder.sslContext(sslContext(settings));
    }
    this.client = builder.build();
  }

  /** Waits in truth. */
  static void pause(Duration duration) throws InterruptedException {
    Thread.sleep(duration);
  }

  /** Starts a request with the settings' limit. */
  HttpRequest.Builder request(String url) {
    return HttpRequest.newBuilder(URI.create(url))
        .timeout(settings.timeout())
        .header("Accept", "application/json");
  }

  /**
   * Sends a request.
   *
   * @throws IdentityUnavailableException if there is no answer in time
   */
  HttpResponse<String> send(HttpRequest request) {
    Duration wait = FIRST_PAUSE;
    for (int attempt = 0; ; attempt++) {
      try {
        try {
          return client.send(request, BodyHandlers.ofString());
        } catch (ConnectException | HttpConnectTimeoutException e) {
          if (attempt >= settings.retries()) {
            throw e;
          }
          pause.of(wait);
          wait = wait.multipliedBy(2);
        }
      } catch (IOException e) {
        throw new IdentityUnavailableException(
            "Keystone at " + request.uri() + " does not answer: " + e, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IdentityUnavailableException("interrupted while asking Keystone", e);
      }
    }
  }

  private static SSLContext sslContext(KeystoneSettings settings) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          null,
          settings.insecure()
              ? new TrustManager[] {new TrustEverybody()}
              : authorities(settings).getTrustManagers(),
          null);
      return context;
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      throw new ConfigException(
          List.of(
              "[keystone_authtoken] cafile = "
                  + settings.caFile().map(Object::toString).orElse("")
                  + ": "
                  + e));
    }
  }

  private static TrustManagerFactory authorities(KeystoneSettings settings)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (X509Certificate certificate :
        PemFiles.certificates(Files.readString(settings.caFile().orElseThrow()))) {
      store.setCertificateEntry("authority-" + store.size(), certificate);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory;
  }

  /**
   * For {@code insecure = true}, which an operator has chosen; it does not look at names either.
   */
  private static final class TrustEverybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(
        X509Certificate[] chain, String type, java.net.@Nullable Socket socket) {}

    @Override
    public void checkServerTrusted(
        X509Certificate[] chain, String type, java.net.@Nullable Socket socket) {}

    @Override
    public void checkClientTrusted(
        X509Certificate[] chain, String type, @Nullable SSLEngine engine) {}

    @Override
    public void checkServerTrusted(
        X509Certificate[] chain, String type, @Nullable SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
