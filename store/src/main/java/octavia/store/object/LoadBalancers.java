package octavia.store.object;

import static octavia.store.object.Rows.created;
import static octavia.store.object.Rows.instant;
import static octavia.store.object.Rows.isTrue;
import static octavia.store.object.Rows.orEmpty;
import static octavia.store.object.Rows.text;
import static octavia.store.object.Rows.utc;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
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
import org.jooq.DSLContext;
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
  private static final Columns ADDITIONAL_COLUMNS =
      new Columns(
          List.of(
              ADDITIONAL_OF,
              ADDITIONAL_SUBNET,
              ADDITIONAL_ADDRESS,
              ADDITIONAL_PORT,
              ADDITIONAL_NETWORK));
  private static final Table<Record> GROUPS = table(name("vip_security_group"));
  private static final Field<String> GROUPS_OF = text("vip_security_group", "load_balancer_id");
  private static final Field<String> GROUP = text("vip_security_group", "sg_id");

  public LoadBalancers(DSLContext dsl, Supplier<Instant> now) {
    super(dsl, now, NAME);
  }

  /** Writes the VIP, as the network driver has assigned it; security groups stay as they are. */
  public void updateVip(String loadBalancerId, Vip vip) {
    dsl.update(VIP).set(vipValues(vip)).where(VIP_OF.eq(loadBalancerId)).execute();
    for (Vip.Additional each : vip.additional()) {
      dsl.update(ADDITIONAL)
          .set(ADDITIONAL_ADDRESS, each.ipAddress())
          .set(ADDITIONAL_PORT, each.portId())
          .set(ADDITIONAL_NETWORK, each.networkId())
          .where(ADDITIONAL_OF.eq(loadBalancerId).and(ADDITIONAL_SUBNET.eq(each.subnetId())))
          .execute();
    }
  }

  /** Keeps the row of a load balancer that is gone, as DELETED and OFFLINE. */
  public void markDeleted(String loadBalancerId) {
    provisioning(List.of(loadBalancerId), ProvisioningStatus.DELETED);
    operating(List.of(loadBalancerId), octavia.model.OperatingStatus.OFFLINE);
  }

  /** Which of these load balancers are there. */
  public Set<String> living(Collection<String> wanted) {
    return dsl.select(id)
        .from(table)
        .where(id.in(wanted).and(provisioningStatus.ne(ProvisioningStatus.DELETED.name())))
        .fetchSet(id);
  }

  /** The project of a load balancer that is DELETED, whose row is kept for a while. */
  public Optional<String> projectOfDeleted(String wanted) {
    return dsl.select(projectId)
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
  Field<String> parent() {
    return projectId;
  }

  @Override
  Table<?> from() {
    return table.leftJoin(VIP).on(VIP_OF.eq(id));
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
  void insertParts(LoadBalancer object) {
    super.insertParts(object);
    Map<Field<?>, @Nullable Object> values = vipValues(object.vip());
    values.put(VIP_OF, object.id());
    dsl.insertInto(VIP).set(values).execute();
    for (String group : object.vip().sgIds()) {
      dsl.insertInto(GROUPS, GROUPS_OF, GROUP).values(object.id(), group).execute();
    }
    for (Vip.Additional each : object.vip().additional()) {
      dsl.insertInto(
              ADDITIONAL,
              ADDITIONAL_OF,
              ADDITIONAL_SUBNET,
              ADDITIONAL_ADDRESS,
              ADDITIONAL_PORT,
              ADDITIONAL_NETWORK)
          .values(object.id(), each.subnetId(), each.ipAddress(), each.portId(), each.networkId())
          .execute();
    }
  }

  @Override
  void deleteParts(Collection<String> ids) {
    super.deleteParts(ids);
    dsl.deleteFrom(ADDITIONAL).where(ADDITIONAL_OF.in(ids)).execute();
    dsl.deleteFrom(GROUPS).where(GROUPS_OF.in(ids)).execute();
    dsl.deleteFrom(VIP).where(VIP_OF.in(ids)).execute();
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
  List<LoadBalancer> records(List<Row> rows) {
    List<String> ids = ids(rows);
    Map<String, List<String>> tags = tags(ids);
    Map<String, List<String>> groups = parts(ids, GROUPS, GROUPS_OF, GROUP, GROUP);
    Map<String, List<Vip.Additional>> additional = additional(ids);
    List<LoadBalancer> records = new ArrayList<>();
    for (Row row : rows) {
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
                  groups.getOrDefault(row.get(id), List.of()),
                  additional.getOrDefault(row.get(id), List.of())),
              tags.getOrDefault(row.get(id), List.of()),
              created(row, createdAt),
              instant(row.get(updatedAt))));
    }
    return records;
  }

  private Map<String, List<Vip.Additional>> additional(List<String> ids) {
    Map<String, List<Vip.Additional>> additional = new HashMap<>();
    if (ids.isEmpty() || isBare()) {
      return additional;
    }
    List<String> wanted = Reading.padded(ids);
    List<Row> rows =
        reading.rows(
            ADDITIONAL_COLUMNS,
            "additional_vip of-" + wanted.size(),
            () ->
                dsl.select(ADDITIONAL_COLUMNS.fields())
                    .from(ADDITIONAL)
                    .where(Reading.in(ADDITIONAL_OF, wanted.size()))
                    .orderBy(ADDITIONAL_SUBNET),
            wanted);
    for (Row row : rows) {
      additional
          .computeIfAbsent(row.get(ADDITIONAL_OF), _ -> new ArrayList<>())
          .add(
              new Vip.Additional(
                  row.get(ADDITIONAL_SUBNET),
                  row.get(ADDITIONAL_ADDRESS),
                  row.get(ADDITIONAL_PORT),
                  row.get(ADDITIONAL_NETWORK)));
    }
    return additional;
  }
}
