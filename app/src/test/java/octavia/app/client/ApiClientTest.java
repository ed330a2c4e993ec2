package octavia.app.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import octavia.app.command.CommandFailure;
import octavia.http.HttpServer;
import octavia.http.Response;
import octavia.http.Router;
import org.junit.jupiter.api.Test;

class ApiClientTest {
  private static final Map<String, String> EVENT =
      Map.of("text", "the amphora cannot be built", "detail", "unshare: no space left");

  @Test
  void aLoadBalancerInErrorIsReportedWithItsReason() throws Exception {
    assertThatThrownBy(() -> await("ERROR", Duration.ofMinutes(1), List.of(EVENT)))
        .isInstanceOf(CommandFailure.class)
        .hasMessage(
            "the load balancer is ERROR: the amphora cannot be built (unshare: no space left)");
  }

  @Test
  void oneThatStaysPendingIsReportedWithTheLastEvent() throws Exception {
    assertThatThrownBy(() ->
            await("PENDING_CREATE", Duration.ZERO, List.of(Map.of("text", "waits for a boot"))))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("the load balancer is still PENDING_CREATE after 0 s: waits for a boot");
  }

  @Test
  void anEmptyTimelineIsSaid() throws Exception {
    assertThatThrownBy(() -> await("ERROR", Duration.ofMinutes(1), List.of()))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("the load balancer is ERROR: nothing is on its timeline");
  }

  private static void await(String status, Duration limit, List<Map<String, String>> events)
      throws IOException, InterruptedException {
    try (HttpServer server =
            HttpServer.start(
                new HttpServer.Settings(
                    "127.0.0.1", 0, 1 << 16, Optional.empty(), Response.empty(413)),
                Router.builder()
                    .on(
                        "GET",
                        "/v2/lbaas/loadbalancers/{id}",
                        _ ->
                            Response.json(
                                200, Map.of("loadbalancer", Map.of("provisioning_status", status))))
                    .on(
                        "GET",
                        "/v2/lbaas/loadbalancers/{id}/events",
                        _ -> Response.json(200, Map.of("events", events)))
                    .otherwise((request, _) -> Response.text(404, request.path()))
                    .build());
        ApiClient client = new ApiClient(URI.create("http://127.0.0.1:" + server.port()))) {
      client.awaitActive("lb1", limit, _ -> {});
    }
  }
}
