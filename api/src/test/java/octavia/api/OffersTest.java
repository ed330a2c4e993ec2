package octavia.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import octavia.api.TestApi.Answer;
import octavia.http.Json;
import octavia.model.ProvisioningStatus;
import octavia.store.object.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Flavors, availability zones and their profiles, and load balancers that choose them. */
class OffersTest {
  private static final String NIL = "00000000-0000-0000-0000-000000000000";

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

  @Test
  void aFlavorLivesFromItsProfileToItsEnd() {
    String profile = flavorProfile("noop_driver", "{\"amp_image_tag\": \"gold\"}");
    Answer made = api.post("/v2/lbaas/flavors", flavor("Gold", profile));
    assertThat(made.status()).isEqualTo(201);
    String id = made.at("/flavor/id").asString();
    assertThat(made.body())
        .isEqualTo(
            Json.MAPPER.readTree(
                """
                {"flavor": {"id": "%s", "name": "Gold", "description": "", "enabled": true,
                            "flavor_profile_id": "%s"}}
                """
                    .formatted(id, profile)));

    Answer changed =
        api.put(
            "/v2/lbaas/flavors/" + id,
            "{\"flavor\": {\"name\": \"Silver\", \"description\": \"less\", \"enabled\": 0}}");
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.at("/flavor/name").asString()).isEqualTo("Silver");
    assertThat(changed.at("/flavor/enabled").asBoolean()).isFalse();
    assertThat(api.get("/v2.0/lbaas/flavors/" + id).body()).isEqualTo(changed.body());

    Answer inUse = api.delete("/v2/lbaas/flavorprofiles/" + profile);
    assertThat(inUse.status()).isEqualTo(409);
    assertThat(inUse.fault())
        .isEqualTo("Flavor profile " + profile + " is in use and cannot be modified.");
    assertThat(api.delete("/v2/lbaas/flavors/" + id).status()).isEqualTo(204);
    assertThat(api.delete("/v2/lbaas/flavors/" + id).fault())
        .isEqualTo("Flavor " + id + " not found.");
    assertThat(api.delete("/v2/lbaas/flavorprofiles/" + profile).status()).isEqualTo(204);
    assertThat(api.get("/v2/lbaas/flavorprofiles/" + profile).fault())
        .isEqualTo("Flavor Profile " + profile + " not found.");
  }

  @Test
  void aZoneIsKnownByItsName() {
    String profile = zoneProfile("noop_driver", "{\"compute_zone\": \"a\"}");
    Answer made = api.post("/v2/lbaas/availabilityzones", zone("rack 1", profile));
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.body())
        .isEqualTo(
            Json.MAPPER.readTree(
                """
                {"availability_zone": {"name": "rack 1", "description": "", "enabled": true,
                                       "availability_zone_profile_id": "%s"}}
                """
                    .formatted(profile)));
    assertThat(api.post("/v2/lbaas/availabilityzones", zone("rack 1", profile)).fault())
        .isEqualTo("A availability zone of rack 1 already exists.");

    Answer changed =
        api.put(
            "/v2/lbaas/availabilityzones/rack%201",
            "{\"availability_zone\": {\"description\": \"x\"}}");
    assertThat(changed.at("/availability_zone/description").asString()).isEqualTo("x");
    assertThat(
            api.put(
                    "/v2/lbaas/availabilityzones/rack%201",
                    "{\"availability_zone\": {\"name\": \"y\"}}")
                .status())
        .isEqualTo(400);
    assertThat(api.delete("/v2/lbaas/availabilityzones/rack%201").status()).isEqualTo(204);
    assertThat(api.get("/v2/lbaas/availabilityzones/rack%201").fault())
        .isEqualTo("Availability Zone rack 1 not found.");
    assertThat(api.delete("/v2/lbaas/availabilityzoneprofiles/" + profile).status()).isEqualTo(204);
  }

  @Test
  void listsSortFilterPageAndSelect() {
    String profile = flavorProfile("noop_driver", "{}");
    for (String name : new String[] {"b", "a", "c"}) {
      api.post("/v2/lbaas/flavors", flavor(name, profile));
    }

    Answer sorted = api.get("/v2/lbaas/flavors?sort=name:desc&fields=name&limit=2");
    assertThat(sorted.at("/flavors").toString()).isEqualTo("[{\"name\":\"c\"},{\"name\":\"b\"}]");
    String next = sorted.at("/flavors_links/0/href").asString();
    assertThat(next).contains("limit=2&sort=name:desc&marker=");
    Answer rest = api.get(next.substring(next.indexOf("/v2")) + "&fields=name");
    assertThat(rest.at("/flavors").toString()).isEqualTo("[{\"name\":\"a\"}]");
    assertThat(api.get("/v2/lbaas/flavors?name=a&enabled=true").at("/flavors").size()).isEqualTo(1);
    assertThat(api.get("/v2/lbaas/flavors?flavor_profile_id=x").at("/flavors").size()).isZero();
    assertThat(api.get("/v2/lbaas/flavors?color=red").status()).isEqualTo(400);
    Answer profiles = api.get("/v2/lbaas/flavorprofiles?provider_name=noop_driver&fields=id");
    assertThat(profiles.at("/flavorprofiles/0/id").asString()).isEqualTo(profile);
    assertThat(profiles.body().has("flavorprofile_links")).isTrue();
    zoneProfile("noop_driver", "{}");
    assertThat(
            api.get("/v2/lbaas/availabilityzoneprofiles")
                .body()
                .has("availability_zone_profile_links"))
        .isTrue();
  }

  @Test
  void sortsByItsKeyWhereNothingElseIsAsked() {
    String profile = zoneProfile("noop_driver", "{}");
    for (String name : new String[] {"b", "c", "a"}) {
      api.post("/v2/lbaas/availabilityzones", zone(name, profile));
    }

    assertThat(
            api.get("/v2/lbaas/availabilityzones?fields=name").at("/availability_zones").toString())
        .isEqualTo("[{\"name\":\"a\"},{\"name\":\"b\"},{\"name\":\"c\"}]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/flavors | Flavor",
        "/flavorprofiles | Flavor Profile",
        "/availabilityzones | Availability Zone",
        "/availabilityzoneprofiles | Availability Zone Profile",
      })
  void hidesThePlaceholder(String path, String name) {
    Answer list = api.get("/v2/lbaas" + path);

    assertThat(list.status()).isEqualTo(200);
    assertThat(list.body().iterator().next().size()).isZero();
    assertThat(api.get("/v2/lbaas" + path + "/" + NIL).fault())
        .isEqualTo(name + " " + NIL + " not found.");
    assertThat(api.delete("/v2/lbaas" + path + "/" + NIL).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "flavorprofiles | {'flavorprofile': {'provider_name': 'noop_driver', 'flavor_data': '{}'}}"
            + " | 400 | Invalid input for field/attribute name. Value: 'None'."
            + " Mandatory field missing.",
        "flavorprofiles | {'flavorprofile': {'name': 'x', 'provider_name': 'noop_driver',"
            + " 'flavor_data': '{x'}} | 400 | {x is not a valid option for flavor_data",
        "flavorprofiles | {'flavorprofile': {'name': 'x', 'provider_name': 'noop_driver',"
            + " 'flavor_data': '[]'}} | 400 | [] is not a valid option for flavor_data",
        "flavorprofiles | {'flavorprofile': {'name': 'x', 'provider_name': 'nope',"
            + " 'flavor_data': '{}'}} | 400 | Provider 'nope' is not enabled.",
        "flavorprofiles | {'flavorprofile': {'name': 'x', 'provider_name': 'amphora',"
            + " 'flavor_data': '{}'}} | 501 | Provider 'amphora' does not support a requested"
            + " option: no flavor is good enough",
        "availabilityzoneprofiles | {'availability_zone_profile': {'name': 'x', 'provider_name':"
            + " 'noop_driver', 'availability_zone_data': ''}} | 400 |"
            + "  is not a valid option for availability_zone_data",
        "flavors | {'flavor': {'name': 'x', 'flavor_profile_id':"
            + " 'deadbeef-dead-4ead-8ead-deadbeefdead'}} | 400 |"
            + " Flavor Profile deadbeef-dead-4ead-8ead-deadbeefdead not found.",
        "flavors | {'flavor': {'name': null, 'flavor_profile_id':"
            + " 'deadbeef-dead-4ead-8ead-deadbeefdead'}} | 400 |"
            + " None is not a valid option for name",
        "flavors | {'flavor': {'name': 'x', 'tags': []}} | 400 |"
            + " Unknown attribute for argument flavor_.flavor: tags",
      })
  void refusesWhatCannotBe(String path, String body, int status, String fault) {
    Answer answer = api.post("/v2/lbaas/" + path, body.replace('\'', '"'));

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.fault().strip()).isEqualTo(fault.strip());
  }

  @Test
  void aProfileInUseKeepsItsMeaningButNotItsName() {
    String profile = flavorProfile("noop_driver", "{}");
    api.post("/v2/lbaas/flavors", flavor("one", profile));
    String path = "/v2/lbaas/flavorprofiles/" + profile;

    assertThat(api.put(path, "{\"flavorprofile\": {\"flavor_data\": \"{}\"}}").status())
        .isEqualTo(409);
    assertThat(api.put(path, "{\"flavorprofile\": {\"provider_name\": \"x\"}}").status())
        .isEqualTo(409);
    assertThat(api.put(path, "{\"flavorprofile\": {\"name\": null}}").fault())
        .isEqualTo("None is not a valid option for name");
    assertThat(
            api.put(path, "{\"flavorprofile\": {\"name\": \"other\"}}")
                .at("/flavorprofile/name")
                .asString())
        .isEqualTo("other");
  }

  @Test
  void aFlavorChoosesProviderTopologyAndPort() {
    String profile =
        flavorProfile(
            "noop_driver-alt",
            "{\"loadbalancer_topology\": \"ACTIVE_STANDBY\", \"sriov_vip\": true}");
    String id = api.post("/v2/lbaas/flavors", flavor("f", profile)).at("/flavor/id").asString();

    Answer made = create("\"flavor_id\": \"" + id + "\"");

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.at("/loadbalancer/provider").asString()).isEqualTo("noop_driver-alt");
    assertThat(made.at("/loadbalancer/flavor_id").asString()).isEqualTo(id);
    assertThat(made.at("/loadbalancer/vip_vnic_type").asString()).isEqualTo("direct");
    String lb = made.at("/loadbalancer/id").asString();
    assertThat(api.store.read(tx -> tx.loadBalancers().find(lb)).orElseThrow().topology().name())
        .isEqualTo("ACTIVE_STANDBY");

    Answer other = create("\"flavor_id\": \"" + id + "\", \"provider\": \"noop_driver\"");
    assertThat(other.status()).isEqualTo(400);
    assertThat(other.fault())
        .isEqualTo("Flavor '" + id + "' is not compatible with provider 'noop_driver'");
    assertThat(create("\"flavor_id\": \"" + id + "\", \"provider\": \"noop_driver-alt\"").status())
        .isEqualTo(201);
    api.put("/v2/lbaas/flavors/" + id, "{\"flavor\": {\"enabled\": false}}");
    assertThat(create("\"flavor_id\": \"" + id + "\"").fault())
        .isEqualTo("The selected flavor is not allowed in this deployment: " + id);
  }

  @Test
  void aZoneSaysWhereVipsMayBe() {
    String none = zoneProfile("noop_driver", "{\"valid_vip_networks\": [\"elsewhere\"]}");
    String here =
        zoneProfile("noop_driver", "{\"valid_vip_networks\": [\"" + FakeNetwork.NETWORK + "\"]}");
    api.post("/v2/lbaas/availabilityzones", zone("none", none));
    api.post("/v2/lbaas/availabilityzones", zone("here", here));

    String noop = ", \"provider\": \"noop_driver\"";
    assertThat(create("\"availability_zone\": \"none\"" + noop).fault())
        .isEqualTo(
            "Validation failure: Supplied VIP network_id is not allowed by the configuration of"
                + " this deployment.");
    assertThat(
            create("\"availability_zone\": \"here\"" + noop)
                .at("/loadbalancer/availability_zone")
                .asString())
        .isEqualTo("here");
    assertThat(create("\"availability_zone\": \"here\", \"provider\": \"amphora\"").status())
        .isEqualTo(501);
    api.put("/v2/lbaas/availabilityzones/here", "{\"availability_zone\": {\"enabled\": \"no\"}}");
    assertThat(create("\"availability_zone\": \"here\"" + noop).fault())
        .isEqualTo("The selected availability_zone is not allowed in this deployment: here");
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void whatALoadBalancerHasStaysUntilItIsGone(boolean flavor) {
    String key;
    String path;
    String chosen;
    if (flavor) {
      String profile = flavorProfile("noop_driver", "{}");
      key = api.post("/v2/lbaas/flavors", flavor("f", profile)).at("/flavor/id").asString();
      path = "/v2/lbaas/flavors/" + key;
      chosen = "\"flavor_id\": \"" + key + "\"";
    } else {
      key = "z";
      api.post("/v2/lbaas/availabilityzones", zone(key, zoneProfile("noop_driver", "{}")));
      path = "/v2/lbaas/availabilityzones/z";
      chosen = "\"availability_zone\": \"z\", \"provider\": \"noop_driver\"";
    }
    String lb = create(chosen).at("/loadbalancer/id").asString();

    Answer refused = api.delete(path);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.fault())
        .isEqualTo(
            (flavor ? "Flavor " : "Availability Zone ")
                + key
                + " is in use and cannot be modified.");

    api.set(Kind.LOAD_BALANCER, lb, ProvisioningStatus.DELETED);
    assertThat(api.delete(path).status()).isEqualTo(204);
    api.set(Kind.LOAD_BALANCER, lb, ProvisioningStatus.ACTIVE);
    var left = api.store.read(tx -> tx.loadBalancers().find(lb)).orElseThrow();
    assertThat(flavor ? left.flavorId() : left.availabilityZone()).isEqualTo(NIL);
  }

  private Answer create(String fields) {
    return api.post(
        "/v2/lbaas/loadbalancers",
        "{\"loadbalancer\": {\"vip_subnet_id\": \"%s\", \"project_id\": \"p\", %s}}"
            .formatted(FakeNetwork.SUBNET, fields));
  }

  private static String flavor(String name, String profile) {
    return "{\"flavor\": {\"name\": \"%s\", \"flavor_profile_id\": \"%s\"}}"
        .formatted(name, profile);
  }

  private static String zone(String name, String profile) {
    return "{\"availability_zone\": {\"name\": \"%s\", \"availability_zone_profile_id\": \"%s\"}}"
        .formatted(name, profile);
  }

  private String flavorProfile(String provider, String data) {
    return profile("flavorprofiles", "flavorprofile", "flavor_data", provider, data);
  }

  private String zoneProfile(String provider, String data) {
    return profile(
        "availabilityzoneprofiles",
        "availability_zone_profile",
        "availability_zone_data",
        provider,
        data);
  }

  private String profile(String path, String key, String field, String provider, String data) {
    Answer answer =
        api.post(
            "/v2/lbaas/" + path,
            "{\"%s\": {\"name\": \"p\", \"provider_name\": \"%s\", \"%s\": %s}}"
                .formatted(key, provider, field, Json.MAPPER.writeValueAsString(data)));
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
    assertThat(answer.at("/" + key + "/" + field).asString()).isEqualTo(data);
    return answer.at("/" + key + "/id").asString();
  }
}
