package octavia.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import octavia.api.TestApi.Answer;
import octavia.cloud.CloudException;
import octavia.cloud.secret.LocalSecretDriver;
import octavia.cloud.secret.UnbuiltSecretDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Further addresses, security groups and certificates: what a request may refer to. */
class VipsTest {
  private static final String OTHER = "a0000000-0000-4000-8000-000000000009";
  private static final String GROUP = "d0000000-0000-4000-8000-000000000001";

  @TempDir Path directory;
  private TestApi api;

  @BeforeEach
  void open() {
    api = new TestApi(directory, "");
  }

  @AfterEach
  void close() {
    api.close();
  }

  private Answer create(String more) {
    return api.post(
        "/v2/lbaas/loadbalancers",
        ("{'loadbalancer': {'vip_subnet_id': '"
                + FakeNetwork.SUBNET
                + "', 'project_id': '"
                + TestApi.PROJECT
                + "', "
                + more
                + "}}")
            .replace('\'', '"'));
  }

  @Test
  void keepsFurtherAddressesAndGroupsThroughChanges() {
    Answer created =
        create(
            "'additional_vips': [{'subnet_id': '"
                + OTHER
                + "', 'ip_address': '2001:db8::7'}], 'vip_sg_ids': ['"
                + GROUP
                + "']");
    assertThat(created.status()).as("%s", created.body()).isEqualTo(201);
    String id = created.at("/loadbalancer/id").asString();
    api.settle();

    Answer changed =
        api.put("/v2/lbaas/loadbalancers/" + id, "{\"loadbalancer\": {\"name\": \"x\"}}");

    assertThat(changed.at("/loadbalancer/additional_vips").toString())
        .isEqualTo(
            "[{\"subnet_id\":\"" + OTHER + "\",\"ip_address\":\"2001:db8::7\",\"port_id\":null}]");
    assertThat(changed.at("/loadbalancer/vip_sg_ids").toString()).isEqualTo("[\"" + GROUP + "\"]");
    api.settle();
    String listener =
        "{\"listener\": {\"loadbalancer_id\": \""
            + id
            + "\", \"protocol\": \"TCP\", \"protocol_port\": 1, \"allowed_cidrs\": [\"%s\"]}}";
    assertThat(api.post("/v2/lbaas/listeners", listener.formatted("10.0.0.0/8")).fault())
        .isEqualTo(
            "Validation failure: Allowed CIDRs are not allowed when using custom VIP Security"
                + " Groups.");
    assertThat(
            api.put("/v2/lbaas/loadbalancers/" + id, "{\"loadbalancer\": {\"vip_sg_ids\": null}}")
                .at("/loadbalancer/vip_sg_ids")
                .size())
        .isZero();
    api.settle();
    assertThat(api.post("/v2/lbaas/listeners", listener.formatted("2001:db8::/32")).status())
        .isEqualTo(201);
  }

  @Test
  void refusesWhatDoesNotExist() {
    assertThat(create("'vip_sg_ids': ['" + FakeNetwork.MISSING + "']").fault())
        .isEqualTo("Security Group " + FakeNetwork.MISSING + " not found.");
    assertThat(create("'additional_vips': [{'subnet_id': '" + FakeNetwork.MISSING + "'}]").fault())
        .isEqualTo("Validation failure: Subnet " + FakeNetwork.MISSING + " not found");
    assertThat(
            create("'additional_vips': [{'subnet_id': '" + FakeNetwork.ELSEWHERE + "'}]").fault())
        .isEqualTo("Validation failure: All VIP subnets must belong to the same network.");
  }

  @Test
  void aQosPolicyMustExist() {
    assertThat(create("'vip_qos_policy_id': '" + FakeNetwork.MISSING + "'").fault())
        .isEqualTo("qos_policy " + FakeNetwork.MISSING + " not found.");
    Answer created = create("'vip_qos_policy_id': '" + GROUP + "'");
    assertThat(created.at("/loadbalancer/vip_qos_policy_id").asString()).isEqualTo(GROUP);
    api.settle();
    String path = "/v2/lbaas/loadbalancers/" + created.at("/loadbalancer/id").asString();
    String wanted = "{\"loadbalancer\": {\"vip_qos_policy_id\": %s}}";

    Answer refused = api.put(path, wanted.formatted('"' + FakeNetwork.MISSING + '"'));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.fault()).isEqualTo("qos_policy " + FakeNetwork.MISSING + " not found.");
    assertThat(api.get(path).at("/loadbalancer/provisioning_status").asString())
        .isEqualTo("ACTIVE");
    assertThat(api.put(path, wanted.formatted("null")).status()).isEqualTo(200);
    assertThat(api.get(path).at("/loadbalancer/vip_qos_policy_id").isNull()).isTrue();
  }

  @Test
  void anAddressThatIsTakenIsAConflict() {
    api.network.allocation =
        new CloudException(CloudException.Kind.CONFLICT, "IP address 198.51.100.1 is taken.");

    Answer answer = create("'vip_address': '198.51.100.1'");

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.fault())
        .isEqualTo("The VIP IP address is already in use: IP address 198.51.100.1 is taken.");
  }

  @Test
  void readsTheCertificatesOfAListener() throws Exception {
    Path certificates = Files.createDirectory(directory.resolve("certificates"));
    api.close();
    TestApi local = new TestApi(directory, "", new LocalSecretDriver(certificates));
    api = local;
    String id = local.loadBalancer("one");
    String listener =
        "{\"listener\": {\"loadbalancer_id\": \""
            + id
            + "\", \"protocol\": \"TERMINATED_HTTPS\", \"protocol_port\": 443,"
            + " \"default_tls_container_ref\": \"a\", \"sni_container_refs\": [\"b\"]}}";

    Answer refused = local.post("/v2/lbaas/listeners", listener);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.fault()).isEqualTo("Could not retrieve certificate: ['b', 'a']");
    assertThat(local.get("/v2/lbaas/listeners").at("/listeners").size()).isZero();
  }

  @Test
  void certificatesThatNobodyCanReadNowAreToBeAskedForAgain() {
    api.close();
    api = new TestApi(directory, "", new UnbuiltSecretDriver("barbican_cert_manager"));
    String listener =
        "{\"listener\": {\"loadbalancer_id\": \""
            + api.loadBalancer("one")
            + "\", \"protocol\": \"TERMINATED_HTTPS\", \"protocol_port\": 443,"
            + " \"default_tls_container_ref\": \"a\"}}";

    Answer answer = api.post("/v2/lbaas/listeners", listener);

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.response().headers()).containsKey("Retry-After");
  }
}
