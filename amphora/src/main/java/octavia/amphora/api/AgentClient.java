package octavia.amphora.api;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import octavia.amphora.api.AgentException.Kind;
import octavia.model.Crossing;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A controller's side of one agent's REST API, over mutual TLS. Made for one reconcile pass: cheap
 * to create, connects at the first call and keeps the connection until closed. Works with
 * upstream's agents too.
 *
 * <p>Every call blocks, at most for {@link Limits}, passes through the {@link Crossing} as {@code
 * agent:<method> <what>}, and throws {@link AgentException} if it did not do what it was asked. May
 * be called from several threads.
 */
public final class AgentClient implements AutoCloseable {
  private static final char[] NO_PASSWORD = new char[0];
  private static final int MAX_ANSWER = 16 << 20;
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();

  private final String base;
  private final String amphoraId;
  private final Limits limits;
  private final Crossing crossing;
  private final HttpClient http;

  /**
   * Where an agent listens.
   *
   * @param host an address literal on the management network
   */
  public record Address(String host, int port) {
    /** The port of the agent REST API. */
    public static final int PORT = 9443;

    /** At the usual port. */
    public static Address of(String host) {
      return new Address(host, PORT);
    }

    private String authority() {
      InetAddress address = InetAddress.ofLiteral(host); // never a look-up
      return (address.getAddress().length == 4 ? host : "[" + host + "]") + ":" + port;
    }
  }

  /**
   * How long a call may take.
   *
   * @param connect until connected, TLS included
   * @param call all of it
   */
  public record Limits(Duration connect, Duration call) {
    /** Upstream's defaults. */
    public static final Limits DEFAULT = new Limits(Duration.ofSeconds(10), Duration.ofSeconds(60));
  }

  /**
   * @throws IllegalArgumentException if the credentials do not make a TLS client, or the address is
   *     a name
   */
  public AgentClient(
      Address address,
      String amphoraId,
      AgentCredentials credentials,
      Limits limits,
      Crossing crossing) {
    this.base = "https://" + address.authority() + "/";
    this.amphoraId = amphoraId;
    this.limits = limits;
    this.crossing = crossing;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(limits.connect())
            .sslContext(context(credentials, amphoraId))
            .executor(task -> Thread.ofVirtual().name("agent-client").start(task))
            .build();
  }

  /** The version of the API that the agent speaks, such as {@code 1.0}. */
  public String version() {
    return read(send("GET", "version", "", BodyPublishers.noBody()), ApiVersion.class).version();
  }

  public AgentInfo info() {
    return read(send("GET", "info", "1.0/info", BodyPublishers.noBody()), AgentInfo.class);
  }

  public AgentDetails details() {
    return read(send("GET", "details", "1.0/details", BodyPublishers.noBody()), AgentDetails.class);
  }

  /**
   * Gives the agent a configuration, which it checks and keeps; {@link #start} or {@link #reload}
   * make it run.
   *
   * @param replaces the tag of the configuration that the caller believes the agent holds, empty
   *     for none: if it holds another one, that is a CONFLICT (upstream's agents do not look)
   * @return the new configuration's tag
   */
  public String uploadHaproxy(String loadBalancerId, String text, Optional<String> replaces) {
    HttpRequest.Builder request =
        request("1.0/loadbalancer/" + amphoraId + "/" + loadBalancerId + "/haproxy")
            .header("Content-Type", "text/plain; charset=UTF-8");
    replaces.ifPresentOrElse(
        etag -> request.header("If-Match", '"' + etag + '"'),
        () -> request.header("If-None-Match", "*"));
    send("PUT", "haproxy", request.method("PUT", BodyPublishers.ofString(text)));
    return HaproxyConfig.etag(text);
  }

  /** The configuration that the agent holds; empty if it holds none. */
  public Optional<HaproxyConfig> haproxyConfig(String loadBalancerId) {
    HttpResponse<byte[]> response;
    try {
      response =
          send(
              "GET",
              "haproxy",
              "1.0/loadbalancer/" + loadBalancerId + "/haproxy",
              BodyPublishers.noBody());
    } catch (AgentException e) {
      if (e.kind() == Kind.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
    String text = new String(response.body(), StandardCharsets.UTF_8);
    // Computed, not read: what matters is whether this text is the wanted one.
    return Optional.of(
        new HaproxyConfig(
            text,
            HaproxyConfig.etag(text),
            response.headers().firstValue(HaproxyConfig.RUNNING_HEADER)));
  }

  /** Runs the configuration that the agent holds; running already is done. */
  public void start(String loadBalancerId) {
    change("start", loadBalancerId);
  }

  /** Stops HAProxy. */
  public void stop(String loadBalancerId) {
    change("stop", loadBalancerId);
  }

  /** Runs the configuration that the agent holds, cutting no connection. */
  public void reload(String loadBalancerId) {
    change("reload", loadBalancerId);
  }

  /** Removes a load balancer with all its files; not there is done. */
  public void deleteListener(String loadBalancerId) {
    send("DELETE", "listeners", "1.0/listeners/" + loadBalancerId, BodyPublishers.noBody());
  }

  /** What the amphora carries. */
  public List<ListenerStatus> listeners() {
    return List.of(
        read(
            send("GET", "listeners", "1.0/listeners", BodyPublishers.noBody()),
            ListenerStatus[].class));
  }

  /**
   * Gives the agent a configuration of its own, the text of {@code amphora-agent.conf}, which
   * replaces the last one.
   *
   * @return what the agent says of it, such as what counts at its next start only; may be empty
   */
  public String updateConfig(String text) {
    HttpRequest.Builder request =
        request("1.0/config")
            .header("Content-Type", "text/plain; charset=UTF-8")
            .method("PUT", BodyPublishers.ofString(text));
    @Nullable String details = read(send("PUT", "config", request), Message.class).details();
    return details == null ? "" : details;
  }

  /** Makes an interface carry the VIP; plugged already is done. */
  public void plugVip(String vip, PlugVip plug) {
    try {
      send("POST", "plug/vip", json("1.0/plug/vip/" + vip, "POST", plug));
    } catch (AgentException e) {
      if (e.kind() != Kind.CONFLICT) {
        throw e;
      }
    }
  }

  /** Makes an interface reach a network of members; plugged already is brought up to date. */
  public void plugNetwork(PlugNetwork plug) {
    try {
      send("POST", "plug/network", json("1.0/plug/network", "POST", plug));
    } catch (AgentException e) {
      if (e.kind() != Kind.CONFLICT) {
        throw e;
      }
    }
  }

  /** The name of the interface with this address; empty if none has it. */
  public Optional<String> interfaceOf(String ip) {
    try {
      return Optional.of(
          read(
                  send("GET", "interface", "1.0/interface/" + ip, BodyPublishers.noBody()),
                  InterfaceAnswer.class)
              .name());
    } catch (AgentException e) {
      if (e.kind() == Kind.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Cuts what is under way and closes the connection. */
  @Override
  public void close() {
    http.shutdownNow();
  }

  private void change(String action, String loadBalancerId) {
    send(
        "PUT",
        action,
        "1.0/loadbalancer/" + loadBalancerId + "/" + action,
        BodyPublishers.noBody());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path)).header("Accept", "*/*");
  }

  private HttpRequest.Builder json(String path, String method, Object body) {
    return request(path)
        .header("Content-Type", "application/json")
        .method(method, BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
  }

  private HttpResponse<byte[]> send(String method, String what, String path, BodyPublisher body) {
    return send(method, what, request(path).method(method, body));
  }

  private HttpResponse<byte[]> send(String method, String what, HttpRequest.Builder request) {
    String call = method + " " + what;
    HttpRequest built = request.timeout(limits.call()).build();
    HttpResponse<byte[]> response = crossing.cross("agent:" + call, () -> exchange(call, built));
    if (response.statusCode() / 100 == 2) {
      return response;
    }
    throw refused(call, response);
  }

  private HttpResponse<byte[]> exchange(String call, HttpRequest request) {
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER));
    try {
      // The request's own time limit ends with the answer's headers; this one covers the body.
      return answer.get(limits.call().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw failed(call, e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new AgentException(
          Kind.UNREACHABLE, amphoraId, call, "no answer within " + limits.call(), "", e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new AgentException(Kind.UNREACHABLE, amphoraId, call, "interrupted", "", e);
    }
  }

  private AgentException failed(String call, Throwable cause) {
    if (isRefusedTls(cause)) {
      return new AgentException(
          Kind.REFUSED_TLS, amphoraId, call, "TLS was refused", rootMessage(cause), cause);
    }
    if (cause instanceof IOException) {
      return new AgentException(
          Kind.UNREACHABLE,
          amphoraId,
          call,
          "the agent cannot be reached",
          rootMessage(cause),
          cause);
    }
    return new AgentException(
        Kind.FAILED, amphoraId, call, "the call failed", rootMessage(cause), cause);
  }

  /** An agent that dies in the middle of a handshake is a TLS error too, but refuses nobody. */
  private static boolean isRefusedTls(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof CertificateException) {
        return true;
      }
      String message = t.getMessage();
      if (t instanceof SSLException && message != null && message.contains("fatal alert")) {
        return true;
      }
    }
    return false;
  }

  private static String rootMessage(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null ? root.getClass().getSimpleName() : message;
  }

  private AgentException refused(String call, HttpResponse<byte[]> response) {
    Kind kind =
        switch (response.statusCode()) {
          case 400 -> Kind.INVALID;
          case 404 -> Kind.NOT_FOUND;
          case 409, 412 -> Kind.CONFLICT;
          default -> Kind.FAILED;
        };
    String reason = "answered " + response.statusCode();
    String details = "";
    try {
      var body = JSON.readTree(response.body());
      reason = body.path("message").asString(body.path("error").asString(reason));
      details = body.path("details").asString("");
    } catch (JacksonException e) {
      details = new String(response.body(), StandardCharsets.UTF_8); // a proxy's or a crash's page
    }
    return new AgentException(kind, amphoraId, call, reason, clipped(details));
  }

  private static String clipped(String text) {
    return text.length() <= 4_000 ? text : text.substring(0, 4_000) + "…";
  }

  private <T> T read(HttpResponse<byte[]> response, Class<T> type) {
    String call = response.request().method() + " " + response.uri().getPath();
    @Nullable T value;
    try {
      value = JSON.readValue(response.body(), type);
    } catch (JacksonException e) {
      throw new AgentException(
          Kind.FAILED, amphoraId, call, "an answer that is not understood", "", e);
    }
    if (value == null) {
      throw new AgentException(Kind.FAILED, amphoraId, call, "answered null", "");
    }
    return value;
  }

  private static SSLContext context(AgentCredentials credentials, String amphoraId) {
    try {
      // Never leaves memory. PKCS12 would derive keys from the password even so, in every pass.
      KeyStore keys = KeyStore.getInstance("JKS");
      keys.load(null, NO_PASSWORD);
      keys.setKeyEntry(
          "client",
          credentials.clientKey(),
          NO_PASSWORD,
          credentials.clientChain().toArray(X509Certificate[]::new));
      KeyManagerFactory keyManagers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keyManagers.init(keys, NO_PASSWORD);
      KeyStore trusted = KeyStore.getInstance("JKS");
      trusted.load(null, NO_PASSWORD);
      for (int i = 0; i < credentials.serverAuthorities().size(); i++) {
        trusted.setCertificateEntry("ca" + i, credentials.serverAuthorities().get(i));
      }
      TrustManagerFactory trustManagers = TrustManagerFactory.getInstance("PKIX");
      trustManagers.init(trusted);
      X509ExtendedTrustManager authorities =
          Arrays.stream(trustManagers.getTrustManagers())
              .filter(X509ExtendedTrustManager.class::isInstance)
              .map(X509ExtendedTrustManager.class::cast)
              .findFirst()
              .orElseThrow(() -> new GeneralSecurityException("no PKIX trust manager"));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          keyManagers.getKeyManagers(),
          new TrustManager[] {new AmphoraTrust(authorities, amphoraId)},
          null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("key and certificates do not make a TLS client", e);
    }
  }
}
