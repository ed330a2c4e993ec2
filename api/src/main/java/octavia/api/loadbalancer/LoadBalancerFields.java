package octavia.api.loadbalancer;

import java.util.List;
import octavia.api.body.Attributes;
import octavia.api.body.Body;
import octavia.api.body.Given;
import octavia.api.listener.ListenerDraft;
import octavia.api.pool.PoolDraft;
import octavia.http.Request;
import org.jspecify.annotations.Nullable;

/** What requests say of a load balancer: the fields that can be set at any time. */
record LoadBalancerFields(
    Given<String> name,
    Given<String> description,
    Given<Boolean> adminStateUp,
    Given<String> vipQosPolicyId,
    Given<List<String>> vipSgIds,
    Given<List<String>> tags) {
  private static final String ARGUMENT = "load_balancer";

  private static final List<String> CREATE =
      List.of(
          "name",
          "description",
          "admin_state_up",
          "vip_address",
          "vip_port_id",
          "vip_subnet_id",
          "vip_network_id",
          "vip_qos_policy_id",
          "vip_sg_ids",
          "additional_vips",
          "project_id",
          "listeners",
          "pools",
          "provider",
          "tags",
          "flavor_id",
          "availability_zone",
          "tenant_id");
  private static final List<String> UPDATE =
      List.of("name", "description", "vip_qos_policy_id", "admin_state_up", "vip_sg_ids", "tags");
  private static final List<String> ADDITIONAL_VIP = List.of("subnet_id", "ip_address");

  /**
   * A load balancer to be created.
   *
   * @param listeners to be created with it
   * @param pools to be created with it
   */
  record New(
      Given<String> projectId,
      WantedVip vip,
      List<AdditionalVip> additionalVips,
      @Nullable String provider,
      Given<String> flavorId,
      Given<String> availabilityZone,
      List<ListenerDraft> listeners,
      List<PoolDraft> pools,
      LoadBalancerFields fields) {}

  /** Where the load balancer is to be reached. */
  record WantedVip(
      @Nullable String address,
      @Nullable String portId,
      @Nullable String subnetId,
      @Nullable String networkId) {}

  /** Where it is to be reached as well. */
  record AdditionalVip(@Nullable String subnetId, @Nullable String ipAddress) {}

  /** Reads a request to create one. */
  static New readNew(Request request) {
    return Body.read(
        request,
        ARGUMENT,
        "loadbalancer",
        CREATE,
        body ->
            new New(
                body.project(),
                new WantedVip(
                    body.address("vip_address").orNull(),
                    body.uuid("vip_port_id").orNull(),
                    body.uuid("vip_subnet_id").orNull(),
                    body.uuid("vip_network_id").orNull()),
                body.objects("additional_vips", ADDITIONAL_VIP, LoadBalancerFields::additionalVip)
                    .or(List.of()),
                body.text("provider", 0, 64).orNull(),
                body.uuid("flavor_id"),
                body.text("availability_zone"),
                body.objects("listeners", ListenerDraft.IN_TREE, ListenerDraft::read).or(List.of()),
                body.objects("pools", PoolDraft.IN_TREE, PoolDraft::read).or(List.of()),
                read(body)));
  }

  /** Reads a request to change one. */
  static LoadBalancerFields readUpdate(Request request) {
    return Body.read(request, ARGUMENT, "loadbalancer", UPDATE, LoadBalancerFields::read);
  }

  private static LoadBalancerFields read(Attributes body) {
    return new LoadBalancerFields(
        body.text("name"),
        body.text("description"),
        body.flag("admin_state_up"),
        body.uuid("vip_qos_policy_id"),
        body.uuids("vip_sg_ids"),
        body.tags());
  }

  private static AdditionalVip additionalVip(Attributes object) {
    return new AdditionalVip(
        object.required().uuid("subnet_id").orNull(), object.address("ip_address").orNull());
  }
}
