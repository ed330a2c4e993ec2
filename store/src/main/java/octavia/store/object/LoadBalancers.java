package octavia.store.object;

import static octavia.store.object.Rows.created;
import static octavia.store.object.Rows.instant;
import static octavia.store.object.Rows.isTrue;
import static octavia.store.object.Rows.orEmpty;
import static octavia.store.object.Rows.text;
import static octavia.store.object.Rows.utc;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.table;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import octavia.model.LoadBalancer;
import octavia.model.ProvisioningStatus;
import octavia.model.Topology;
import octavia.model.Vip;
import octavia.store.listing.ListingQuery;
import octavia.store.object.Reading.Piece;
import octavia.store.statement.Row;
import octavia.store.statement.Sql;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/** Rows of {@code load_balancer} with their VIPs and the VIPs' security groups. */
public final class LoadBalancers extends Objects<LoadBalancer> {
  private static final String NAME = "load_balancer";
  private static final Field<String> DESCRIPTION = text(NAME, "description");
  private static final Field<String> TOPOLOGY = text(NAME, "topology");
  private static final Field<String> PROVIDER = text(NAME, "provider");
  private static final Field<String> FLAVOR_ID = text(NAME, "flavor_id");
  private static final Field<String> ZONE = text(NAME, "availability_zone");

  private static final Table<Record> VIP = table(name("vip"));
  private static final Field<String> VIP_OF = text("vip", "load_balancer_id");
  private static final Field<String> IP_ADDRESS = text("vip", "ip_address");
  private static final Field<String> PORT_ID = text("vip", "port_id");
  private static final Field<String> SUBNET_ID = text("vip", "subnet_id");
  private static final Field<String> NETWORK_ID = text("vip", "network_id");
  private static final Field<String> QOS_POLICY_ID = text("vip", "qos_policy_id");
  private static final Field<Boolean> OCTAVIA_OWNED = Rows.flag("vip", "octavia_owned");
  private static final Field<String> VNIC_TYPE = text("vip", "vnic_type");

  private static final Table<Record> ADDITIONAL = table(name("additional_vip"));
  private static final Field<String> ADDITIONAL_OF = text("additional_vip", "load_balancer_id");
  private static final Field<String> ADDITIONAL_SUBNET = text("additional_vip", "subnet_id");
  private static final Field<String> ADDITIONAL_ADDRESS = text("additional_vip", "ip_address");
  private static final Field<String> ADDITIONAL_PORT = text("additional_vip", "port_id");
  private static final Field<String> ADDITIONAL_NETWORK = text("additional_vip", "network_id");
  private static final Table<Record> GROUPS = table(name("vip_security_group"));
  private static final Field<String> GROUPS_OF = text("vip_security_group", "load_balancer_id");
  private static final Field<String> GROUP = text("vip_security_group", "sg_id");

  private static final Part SECURITY_GROUPS =
      new Part(GROUPS, GROUPS_OF, List.of(GROUP), noCondition(), List.of(GROUP));
  private static final Part ADDITIONAL_VIPS =
      new Part(
          ADDITIONAL,
          ADDITIONAL_OF,
          List.of(ADDITIONAL_SUBNET, ADDITIONAL_ADDRESS, ADDITIONAL_PORT, ADDITIONAL_NETWORK),
          noCondition(),
          List.of(ADDITIONAL_SUBNET));
  private static final Part LISTENERS = below("listener");
  private static final Part POOLS = below("pool");
  private static final Parts PARTS =
      new Parts("all", List.of(TAGGED, SECURITY_GROUPS, ADDITIONAL_VIPS));
  private static final Parts SHOWN =
      new Parts("shown", List.of(TAGGED, SECURITY_GROUPS, ADDITIONAL_VIPS, LISTENERS, POOLS));

  private static Part below(String kind) {
    Field<String> key = text(kind, "id");
    return new Part(
        table(name(kind)),
        text(kind, "load_balancer_id"),
        List.of(key),
        isVisible(text(kind, "provisioning_status")),
        List.of(Rows.time(kind, "created_at"), key));
  }

  public LoadBalancers(Sql sql, Supplier<Instant> now) {
    super(sql, now, NAME);
  }

  /** A load balancer and the ids of its listeners and pools, each by creation. */
  public record Shown(LoadBalancer loadBalancer, List<String> listeners, List<String> pools) {
    public Shown {
      listeners = List.copyOf(listeners);
      pools = List.copyOf(pools);
    }
  }

  /** As {@link #find}, with what is shown of what is below. */
  public Optional<Shown> shown(String wanted) {
    return shown(one(wanted, SHOWN)).stream().findFirst();
  }

  /** As {@link #list(Reading)}, with what is shown of what is below. */
  public Piece<Shown> shown(Reading reading) {
    Page page = next(reading, SHOWN);
    return new Piece<>(shown(page), page.rest(), page.isFull());
  }

  /** What the status tree of a load balancer is made of. */
  public Optional<Statuses> statuses(String wanted) {
    Page page = one(wanted, Statuses.PARTS);
    return records(page).stream().findFirst().map(found -> Statuses.of(found, page));
  }

  private List<Shown> shown(Page page) {
    return records(page).stream()
        .map(each ->
            new Shown(each, page.values(LISTENERS, each.id()), page.values(POOLS, each.id())))
        .toList();
  }

  @Override
  boolean staysAsDeleted() {
    return true;
  }

  /** Writes the VIP, as the network driver has assigned it; security groups stay as they are. */
  public void updateVip(String loadBalancerId, Vip vip) {
    sql.update(VIP, vipValues(vip), "of", VIP_OF.eq(""), List.of(loadBalancerId));
    for (Vip.Additional each : vip.additional()) {
      Map<Field<?>, @Nullable Object> values = new LinkedHashMap<>();
      values.put(ADDITIONAL_ADDRESS, each.ipAddress());
      values.put(ADDITIONAL_PORT, each.portId());
      values.put(ADDITIONAL_NETWORK, each.networkId());
      sql.update(
          ADDITIONAL,
          values,
          "of on",
          ADDITIONAL_OF.eq("").and(ADDITIONAL_SUBNET.eq("")),
          List.of(loadBalancerId, each.subnetId()));
    }
  }

  /** Keeps the row of a load balancer that is gone, as DELETED and OFFLINE. */
  public void markDeleted(String loadBalancerId) {
    provisioning(List.of(loadBalancerId), ProvisioningStatus.DELETED);
    operating(List.of(loadBalancerId), octavia.model.OperatingStatus.OFFLINE);
  }

  /** Which of these load balancers are there. */
  public Set<String> living(Collection<String> wanted) {
    return sql.dsl()
        .select(id)
        .from(table)
        .where(id.in(wanted).and(provisioningStatus.ne(ProvisioningStatus.DELETED.name())))
        .fetchSet(id);
  }

  /** The project of a load balancer that is DELETED, whose row is kept for a while. */
  public Optional<String> projectOfDeleted(String wanted) {
    return sql.dsl()
        .select(projectId)
        .from(table)
        .where(id.eq(wanted).and(provisioningStatus.eq(ProvisioningStatus.DELETED.name())))
        .fetchOptional(projectId);
  }

  @Override
  Map<String, Field<?>> attributes() {
    Map<String, Field<?>> attributes = commonAttributes();
    attributes.put("description", DESCRIPTION);
    attributes.put("provider", PROVIDER);
    attributes.put("flavor_id", FLAVOR_ID);
    attributes.put("availability_zone", ZONE);
    attributes.put("vip_address", IP_ADDRESS);
    attributes.put("vip_port_id", PORT_ID);
    attributes.put("vip_subnet_id", SUBNET_ID);
    attributes.put("vip_network_id", NETWORK_ID);
    attributes.put("vip_qos_policy_id", QOS_POLICY_ID);
    attributes.put("vip_vnic_type", VNIC_TYPE);
    return attributes;
  }

  @Override
  Map<String, ListingQuery.Values> lists() {
    return Map.of("vip_sg_ids", new ListingQuery.Values(GROUPS, GROUPS_OF, GROUP));
  }

  @Override
  Field<String> parent() {
    return projectId;
  }

  @Override
  Table<?> needed(Table<?> rows) {
    return rows.leftJoin(VIP).on(VIP_OF.eq(id));
  }

  @Override
  Collection<Field<?>> columnsOf() {
    return List.of(
        id,
        projectId,
        nameColumn,
        createdAt,
        updatedAt,
        enabled,
        provisioningStatus,
        operatingStatus,
        DESCRIPTION,
        TOPOLOGY,
        PROVIDER,
        FLAVOR_ID,
        ZONE,
        IP_ADDRESS,
        PORT_ID,
        SUBNET_ID,
        NETWORK_ID,
        QOS_POLICY_ID,
        OCTAVIA_OWNED,
        VNIC_TYPE);
  }

  @Override
  Map<Field<?>, @Nullable Object> values(LoadBalancer object) {
    Map<Field<?>, @Nullable Object> values = new LinkedHashMap<>();
    values.put(id, object.id());
    values.put(projectId, object.projectId());
    values.put(nameColumn, object.name());
    values.put(createdAt, utc(object.createdAt()));
    values.put(updatedAt, utc(object.updatedAt()));
    values.put(enabled, object.adminStateUp());
    values.put(provisioningStatus, object.provisioningStatus().name());
    values.put(operatingStatus, object.operatingStatus().name());
    values.put(DESCRIPTION, object.description());
    values.put(TOPOLOGY, object.topology().name());
    values.put(PROVIDER, object.provider());
    values.put(FLAVOR_ID, object.flavorId());
    values.put(ZONE, object.availabilityZone());
    return values;
  }

  private static Map<Field<?>, @Nullable Object> vipValues(Vip vip) {
    Map<Field<?>, @Nullable Object> values = new LinkedHashMap<>();
    values.put(IP_ADDRESS, vip.ipAddress());
    values.put(PORT_ID, vip.portId());
    values.put(SUBNET_ID, vip.subnetId());
    values.put(NETWORK_ID, vip.networkId());
    values.put(QOS_POLICY_ID, vip.qosPolicyId());
    values.put(OCTAVIA_OWNED, vip.octaviaOwned());
    values.put(VNIC_TYPE, vip.vnicType());
    return values;
  }

  @Override
  Parts parts() {
    return PARTS;
  }

  @Override
  void insertParts(Collection<LoadBalancer> objects) {
    super.insertParts(objects);
    List<List<@Nullable Object>> additional = new ArrayList<>();
    for (LoadBalancer object : objects) {
      Map<Field<?>, @Nullable Object> vip = vipValues(object.vip());
      vip.put(VIP_OF, object.id());
      sql.insert(VIP, vip.keySet(), List.of(vip.values()));
      for (Vip.Additional each : object.vip().additional()) {
        additional.add(
            Arrays.asList(
                object.id(), each.subnetId(), each.ipAddress(), each.portId(), each.networkId()));
      }
    }
    // Groups refer to the VIP.
    insertParts(objects, GROUPS, List.of(GROUPS_OF, GROUP), each -> each.vip().sgIds());
    sql.insert(
        ADDITIONAL,
        List.of(
            ADDITIONAL_OF,
            ADDITIONAL_SUBNET,
            ADDITIONAL_ADDRESS,
            ADDITIONAL_PORT,
            ADDITIONAL_NETWORK),
        additional);
  }

  @Override
  void deleteParts(Collection<String> ids) {
    super.deleteParts(ids);
    sql.delete(ADDITIONAL, ADDITIONAL_OF, ids);
    sql.delete(GROUPS, GROUPS_OF, ids);
    sql.delete(VIP, VIP_OF, ids);
  }

  @Override
  String idOf(LoadBalancer object) {
    return object.id();
  }

  @Override
  List<String> tagsOf(LoadBalancer object) {
    return object.tags();
  }

  @Override
  List<LoadBalancer> records(Page page) {
    List<LoadBalancer> records = new ArrayList<>();
    for (Row row : page.rows()) {
      @Nullable String topology = row.get(TOPOLOGY);
      @Nullable String vnicType = row.get(VNIC_TYPE);
      records.add(
          new LoadBalancer(
              row.get(id),
              row.get(projectId),
              orEmpty(row.get(nameColumn)),
              orEmpty(row.get(DESCRIPTION)),
              isTrue(row.get(enabled)),
              provisioningOf(row),
              operatingOf(row),
              row.get(PROVIDER),
              topology == null ? Topology.SINGLE : Topology.valueOf(topology),
              row.get(FLAVOR_ID),
              row.get(ZONE),
              new Vip(
                  row.get(IP_ADDRESS),
                  row.get(PORT_ID),
                  row.get(SUBNET_ID),
                  row.get(NETWORK_ID),
                  row.get(QOS_POLICY_ID),
                  isTrue(row.get(OCTAVIA_OWNED)),
                  vnicType == null ? "normal" : vnicType,
                  page.values(SECURITY_GROUPS, row.get(id)),
                  page.of(ADDITIONAL_VIPS, row.get(id)).stream()
                      .map(LoadBalancers::additional)
                      .toList()),
              page.values(TAGGED, row.get(id)),
              created(row, createdAt),
              instant(row.get(updatedAt))));
    }
    return records;
  }

  private static Vip.Additional additional(Row row) {
    return new Vip.Additional(
        row.get(Hung.VALUES.get(0)),
        row.get(Hung.VALUES.get(1)),
        row.get(Hung.VALUES.get(2)),
        row.get(Hung.VALUES.get(3)));
  }
}
