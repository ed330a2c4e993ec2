package octavia.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import octavia.api.TestApi.Answer;
import octavia.api.identity.Caller;
import octavia.http.Fields;
import octavia.http.Json;
import octavia.http.Query;
import octavia.http.Request;
import octavia.model.Amphora;
import octavia.model.AmphoraRole;
import octavia.model.AmphoraStatus;
import octavia.model.ListenerStatistics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Whole answers: every field that an upstream API shows, none beyond, with its value. */
class AnswersTest {
  @TempDir Path directory;
  private TestApi api;
  private String lb = "";

  @BeforeEach
  void open() {
    api = new TestApi(directory, "");
    lb = api.loadBalancer("one");
  }

  @AfterEach
  void close() {
    api.close();
  }

  private String on() {
    return "\"loadbalancer_id\": \"" + lb + "\"";
  }

  /** A document; each {@code %s} stands for the next of the texts. */
  private static JsonNode json(String document, String... texts) {
    String filled = document;
    for (String text : texts) {
      filled = filled.replaceFirst("%s", text);
    }
    return Json.MAPPER.readTree(filled);
  }

  @Test
  void loadBalancer() {
    Answer answer =
        api.post(
            "/v2/lbaas/loadbalancers",
            """
            {"loadbalancer": {"vip_subnet_id": "%s", "project_id": "p", "name": "n",
             "description": "d", "admin_state_up": false, "tags": ["b", "a"]}}\
            """
                .formatted(FakeNetwork.SUBNET));

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.body())
        .isEqualTo(
            json(
                """
                {"loadbalancer": {"listeners": [], "pools": [], "id": "%s", "name": "n",
                 "description": "d", "provisioning_status": "PENDING_CREATE",
                 "operating_status": "OFFLINE", "admin_state_up": false, "project_id": "p",
                 "created_at": "2026-11-21T08:00:00", "updated_at": null,
                 "vip_address": "198.51.100.1", "vip_port_id": "%s", "vip_subnet_id": "%s",
                 "vip_network_id": "%s", "vip_sg_ids": [], "additional_vips": [],
                 "provider": "amphora", "flavor_id": null, "vip_qos_policy_id": null,
                 "tags": ["a", "b"], "availability_zone": null, "vip_vnic_type": "normal",
                 "tenant_id": "p"}}\
                """,
                answer.at("/loadbalancer/id").asString(),
                answer.at("/loadbalancer/vip_port_id").asString(),
                FakeNetwork.SUBNET,
                FakeNetwork.NETWORK));
  }

  @Test
  void listener() {
    Answer answer =
        api.post(
            "/v2/lbaas/listeners",
            "{\"listener\": {" + on() + ", \"protocol\": \"HTTP\", \"protocol_port\": 80}}");

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.body())
        .isEqualTo(
            json(
                """
                {"listener": {"id": "%s", "name": "", "description": "",
                 "provisioning_status": "PENDING_CREATE", "operating_status": "OFFLINE",
                 "admin_state_up": true, "protocol": "HTTP", "protocol_port": 80,
                 "connection_limit": -1, "default_tls_container_ref": null,
                 "sni_container_refs": [], "project_id": "%s", "default_pool_id": null,
                 "l7policies": [], "insert_headers": {}, "created_at": "2026-11-21T08:00:00",
                 "updated_at": null, "loadbalancers": [{"id": "%s"}],
                 "timeout_client_data": 50000, "timeout_member_connect": 5000,
                 "timeout_member_data": 50000, "timeout_tcp_inspect": 0, "tags": [],
                 "client_ca_tls_container_ref": null, "client_authentication": "NONE",
                 "client_crl_container_ref": null, "allowed_cidrs": null, "tls_ciphers": null,
                 "tls_versions": null, "alpn_protocols": null, "hsts_max_age": null,
                 "hsts_include_subdomains": false, "hsts_preload": false, "tenant_id": "%s"}}\
                """,
                answer.at("/listener/id").asString(), TestApi.PROJECT, lb, TestApi.PROJECT));
  }

  @Test
  void poolWithMemberAndHealthMonitor() {
    String listener =
        api.make("listeners", "listener", on() + ", \"protocol\": \"TCP\", \"protocol_port\": 1");
    String pool =
        api.make(
            "pools",
            "pool",
            "\"listener_id\": \""
                + listener
                + "\", \"protocol\": \"TCP\", \"lb_algorithm\": \"SOURCE_IP\","
                + " \"session_persistence\": {\"type\": \"SOURCE_IP\"}");
    String monitor =
        api.make(
            "healthmonitors",
            "healthmonitor",
            "\"pool_id\": \""
                + pool
                + "\", \"type\": \"HTTP\", \"delay\": 5, \"timeout\": 3, \"max_retries\": 2");
    Answer member =
        api.post(
            "/v2/lbaas/pools/" + pool + "/members",
            "{\"member\": {\"address\": \"2001:DB8::0:10\", \"protocol_port\": 8080}}");
    String memberId = member.at("/member/id").asString();
    api.settle();

    assertThat(member.body())
        .isEqualTo(
            json(
                """
                {"member": {"id": "%s", "name": "", "operating_status": "OFFLINE",
                 "provisioning_status": "PENDING_CREATE", "admin_state_up": true,
                 "address": "2001:DB8::0:10", "protocol_port": 8080, "weight": 1,
                 "backup": false, "subnet_id": null, "project_id": "%s",
                 "created_at": "2026-11-21T08:00:00", "updated_at": null,
                 "monitor_address": null, "monitor_port": null, "tags": [],
                 "vnic_type": "normal", "tenant_id": "%s"}}\
                """,
                memberId, TestApi.PROJECT, TestApi.PROJECT));
    assertThat(api.get("/v2/lbaas/healthmonitors/" + monitor).body())
        .isEqualTo(
            json(
                """
                {"healthmonitor": {"id": "%s", "name": "", "type": "HTTP", "delay": 5,
                 "timeout": 3, "max_retries": 2, "max_retries_down": 3, "http_method": "GET",
                 "url_path": "/", "expected_codes": "200", "admin_state_up": true,
                 "project_id": "%s", "pools": [{"id": "%s"}], "provisioning_status": "ACTIVE",
                 "operating_status": "OFFLINE", "created_at": "2026-11-21T08:00:00",
                 "updated_at": "2026-11-21T08:00:00", "tags": [], "http_version": null,
                 "domain_name": null, "tenant_id": "%s"}}\
                """,
                monitor, TestApi.PROJECT, pool, TestApi.PROJECT));
    assertThat(api.get("/v2/lbaas/pools/" + pool).body())
        .isEqualTo(
            json(
                """
                {"pool": {"id": "%s", "name": "", "description": "",
                 "provisioning_status": "ACTIVE", "operating_status": "OFFLINE",
                 "admin_state_up": true, "protocol": "TCP", "lb_algorithm": "SOURCE_IP",
                 "session_persistence": {"type": "SOURCE_IP", "cookie_name": null,
                  "persistence_timeout": null, "persistence_granularity": null},
                 "project_id": "%s", "loadbalancers": [{"id": "%s"}],
                 "listeners": [{"id": "%s"}], "created_at": "2026-11-21T08:00:00",
                 "updated_at": "2026-11-21T08:00:00", "healthmonitor_id": "%s",
                 "members": [{"id": "%s"}], "tags": [], "tls_container_ref": null,
                 "ca_tls_container_ref": null, "crl_container_ref": null, "tls_enabled": false,
                 "tls_ciphers": null, "tls_versions": null, "alpn_protocols": null,
                 "tenant_id": "%s"}}\
                """,
                pool, TestApi.PROJECT, lb, listener, monitor, memberId, TestApi.PROJECT));
    assertThat(api.get("/v2/lbaas/loadbalancers/" + lb + "/status").body())
        .isEqualTo(
            json(
                """
                {"statuses": {"loadbalancer": {"id": "%s", "name": "one",
                 "operating_status": "OFFLINE", "provisioning_status": "ACTIVE",
                 "listeners": [{"id": "%s", "name": "", "operating_status": "OFFLINE",
                  "provisioning_status": "ACTIVE", "pools": [{"id": "%s", "name": "",
                   "provisioning_status": "ACTIVE", "operating_status": "OFFLINE",
                   "health_monitor": {"id": "%s", "name": "", "type": "HTTP",
                    "provisioning_status": "ACTIVE", "operating_status": "OFFLINE"},
                   "members": [{"id": "%s", "name": "", "operating_status": "OFFLINE",
                    "provisioning_status": "ACTIVE", "address": "2001:DB8::0:10",
                    "protocol_port": 8080}]}]}]}}}\
                """,
                lb, listener, pool, monitor, memberId));
  }

  @Test
  void statistics() {
    String one =
        api.make("listeners", "listener", on() + ", \"protocol\": \"TCP\", \"protocol_port\": 1");
    String two =
        api.make("listeners", "listener", on() + ", \"protocol\": \"TCP\", \"protocol_port\": 2");
    amphora("a1");
    api.store.transaction(
        "count",
        tx -> {
          tx.statistics().replace(one, "a1", new ListenerStatistics(1, 10, 100, 2, 5));
          tx.statistics().replace(two, "a1", new ListenerStatistics(2, 20, 200, 3, 6));
          return true;
        });

    assertThat(api.get("/v2/lbaas/listeners/" + one + "/stats").body())
        .isEqualTo(
            json(
                """
                {"stats": {"bytes_in": 10, "bytes_out": 100, "active_connections": 1,
                 "total_connections": 5, "request_errors": 2}}\
                """));
    assertThat(api.get("/v2/lbaas/loadbalancers/" + lb + "/stats").body())
        .isEqualTo(
            json(
                """
                {"stats": {"bytes_in": 30, "bytes_out": 300, "active_connections": 3,
                 "total_connections": 11, "request_errors": 5}}\
                """));
  }

  private void amphora(String id) {
    Instant now = api.now.get();
    api.store.transaction(
        "amphora",
        tx -> {
          tx.amphorae()
              .insert(
                  new Amphora(
                      id,
                      lb,
                      "c",
                      "192.0.2.1",
                      "198.51.100.56",
                      "198.51.100.1",
                      "vp",
                      "hp",
                      now,
                      false,
                      AmphoraRole.STANDALONE,
                      AmphoraStatus.ALLOCATED,
                      null,
                      1,
                      null,
                      null,
                      null,
                      null,
                      now,
                      null));
          return true;
        });
  }

  @Test
  void amphorae() {
    amphora("a1");

    assertThat(api.get("/v2/octavia/amphorae/a1").body())
        .isEqualTo(
            json(
                """
                {"amphora": {"id": "a1", "loadbalancer_id": "%s", "compute_id": "c",
                 "lb_network_ip": "192.0.2.1", "vrrp_ip": "198.51.100.56",
                 "ha_ip": "198.51.100.1", "vrrp_port_id": "vp", "ha_port_id": "hp",
                 "cert_expiration": "2026-11-21T08:00:00", "cert_busy": false,
                 "role": "STANDALONE", "status": "ALLOCATED", "vrrp_interface": null,
                 "vrrp_id": 1, "vrrp_priority": null, "cached_zone": null,
                 "created_at": "2026-11-21T08:00:00", "updated_at": null, "image_id": null,
                 "compute_flavor": null}}\
                """,
                lb));
    assertThat(api.get("/v2/octavia/amphorae?loadbalancer_id=" + lb + "&fields=id&limit=1").body())
        .isEqualTo(
            json(
                """
                {"amphorae": [{"id": "a1"}], "amphorae_links": [{"href":
                 "http://127.0.0.1:9876/v2/octavia/amphorae?limit=1&marker=a1", "rel": "next"}]}\
                """));
    assertThat(api.get("/v2/octavia/amphorae?status=ERROR").at("/amphorae").size()).isZero();
    assertThat(api.get("/v2/octavia/amphorae/b").fault()).isEqualTo("Amphora b not found.");
    assertThat(api.get("/v2/octavia/amphorae?nope=1").status()).isEqualTo(400);
  }

  @Test
  void timeline() {
    api.put("/v2/lbaas/loadbalancers/" + lb, "{\"loadbalancer\": {\"name\": \"x\"}}");

    Answer newest = api.get("/v2/lbaas/loadbalancers/" + lb + "/events?limit=1");
    String next = newest.at("/events_links/0/href").asString();
    Answer older = api.get(next.substring(next.indexOf("/v2/")));

    assertThat(newest.at("/events/0/code").asString()).isEqualTo("update-load-balancer");
    assertThat(newest.at("/events/0/request_id").asString()).isNotEmpty().startsWith("req-");
    assertThat(older.at("/events/0/code").asString()).isEqualTo("create-load-balancer");
    assertThat(api.get("/v2/lbaas/loadbalancers/" + lb + "/events?marker=x").status())
        .isEqualTo(400);
  }

  @Test
  void namesOfNetworks() {
    assertThat(api.get("/v2.0/subnets?name=demo-subnet").at("/subnets/0/id").asString())
        .isEqualTo(FakeNetwork.SUBNET);
    assertThat(api.get("/v2.0/networks?name=other").at("/networks").size()).isZero();
    assertThat(api.get("/v2/ports").at("/ports/0/fixed_ips/0/ip_address").asString())
        .isEqualTo("198.51.100.9");
    assertThat(api.get("/v2.0/networks/" + FakeNetwork.NETWORK).at("/network/subnets/0").asString())
        .isEqualTo(FakeNetwork.SUBNET);
    assertThat(api.get("/v2.0/subnets/" + FakeNetwork.MISSING).body())
        .isEqualTo(
            json(
                """
                {"NeutronError": {"type": "SubnetNotFound",
                 "message": "Subnet 00000000-0000-4000-8000-00000000dead could not be found.",
                 "detail": ""}}\
                """));
  }

  @Test
  void whatIsInNoListIsFoundByItsId() {
    String id = FakeNetwork.ELSEWHERE;
    assertThat(api.get("/v2.0/subnets?id=" + id + "&fields=id").at("/subnets/0/id").asString())
        .isEqualTo(id);
    assertThat(api.get("/v2.0/subnets?name=other&id=" + id).at("/subnets").size()).isZero();
    assertThat(api.get("/v2.0/subnets?id=" + FakeNetwork.MISSING).at("/subnets").size()).isZero();
  }

  @Test
  void nothingOfAnotherProject() {
    ApiService other =
        api.service("", (_, requestId) -> new Caller("other", false, Set.of("member"), requestId));
    for (String path :
        List.of("/v2/lbaas/loadbalancers/" + lb, "/v2/loadbalancers/" + lb + "/status")) {
      assertThat(TestApi.read(other.handle(Request.of("GET", path, ""))).status()).isEqualTo(403);
    }
    Answer list = TestApi.read(other.handle(Request.of("GET", "/v2/lbaas/loadbalancers", "")));
    assertThat(list.at("/loadbalancers").size()).isZero();
    for (String wanted : List.of("other", "somebody")) {
      assertThat(TestApi.read(other.handle(listOf(wanted))).status())
          .isEqualTo(wanted.equals("other") ? 200 : 403);
    }
    assertThat(TestApi.read(other.handle(Request.of("GET", "/v2/octavia/amphorae", ""))).body())
        .isEqualTo(
            json(
                """
                {"faultcode": "Client", "faultstring":
                 "Policy does not allow this request to be performed.", "debuginfo": null}\
                """));
  }

  private static Request listOf(String projectId) {
    String query = "project_id=" + projectId;
    return new Request(
        "GET",
        "/v2/lbaas/loadbalancers",
        query,
        Query.parse(query),
        Map.of(),
        Fields.NONE,
        new byte[0],
        "http://localhost");
  }
}
