package octavia.store.object;

import static octavia.store.object.Rows.created;
import static octavia.store.object.Rows.instant;
import static octavia.store.object.Rows.isTrue;
import static octavia.store.object.Rows.number;
import static octavia.store.object.Rows.or;
import static octavia.store.object.Rows.orEmpty;
import static octavia.store.object.Rows.text;
import static octavia.store.object.Rows.utc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import octavia.model.Member;
import octavia.store.statement.Row;
import octavia.store.statement.Sql;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;

/** Rows of {@code member}. */
public final class Members extends Objects<Member> {
  private static final String NAME = "member";
  private static final Field<String> POOL_ID = text(NAME, "pool_id");
  private static final Field<String> SUBNET_ID = text(NAME, "subnet_id");
  private static final Field<String> ADDRESS = text(NAME, "ip_address");
  private static final Field<Integer> PORT = number(NAME, "protocol_port");
  private static final Field<Integer> WEIGHT = number(NAME, "weight");
  private static final Field<Boolean> BACKUP = Rows.flag(NAME, "backup");
  private static final Field<String> MONITOR_ADDRESS = text(NAME, "monitor_address");
  private static final Field<Integer> MONITOR_PORT = number(NAME, "monitor_port");
  private static final Field<String> VNIC_TYPE = text(NAME, "vnic_type");

  public Members(Sql sql, Supplier<Instant> now) {
    super(sql, now, NAME);
  }

  @Override
  Map<String, Field<?>> attributes() {
    Map<String, Field<?>> attributes = commonAttributes();
    attributes.put("address", ADDRESS);
    attributes.put("protocol_port", PORT);
    attributes.put("weight", WEIGHT);
    attributes.put("backup", BACKUP);
    attributes.put("subnet_id", SUBNET_ID);
    attributes.put("monitor_address", MONITOR_ADDRESS);
    attributes.put("monitor_port", MONITOR_PORT);
    attributes.put("vnic_type", VNIC_TYPE);
    return attributes;
  }

  @Override
  Field<String> parent() {
    return POOL_ID;
  }

  @Override
  Collection<Field<?>> columnsOf() {
    List<Field<?>> columns = new ArrayList<>(List.of(id, projectId, nameColumn));
    columns.addAll(List.of(createdAt, updatedAt, enabled, provisioningStatus, operatingStatus));
    columns.addAll(List.of(POOL_ID, SUBNET_ID, ADDRESS, PORT, WEIGHT, BACKUP));
    columns.addAll(List.of(MONITOR_ADDRESS, MONITOR_PORT, VNIC_TYPE));
    return columns;
  }

  @Override
  Map<Field<?>, @Nullable Object> values(Member object) {
    Map<Field<?>, @Nullable Object> values = new LinkedHashMap<>();
    values.put(id, object.id());
    values.put(projectId, object.projectId());
    values.put(nameColumn, object.name());
    values.put(createdAt, utc(object.createdAt()));
    values.put(updatedAt, utc(object.updatedAt()));
    values.put(enabled, object.adminStateUp());
    values.put(provisioningStatus, object.provisioningStatus().name());
    values.put(operatingStatus, object.operatingStatus().name());
    values.put(POOL_ID, object.poolId());
    values.put(SUBNET_ID, object.subnetId());
    values.put(ADDRESS, object.address());
    values.put(PORT, object.protocolPort());
    values.put(WEIGHT, object.weight());
    values.put(BACKUP, object.backup());
    values.put(MONITOR_ADDRESS, object.monitorAddress());
    values.put(MONITOR_PORT, object.monitorPort());
    values.put(VNIC_TYPE, object.vnicType());
    return values;
  }

  @Override
  String idOf(Member object) {
    return object.id();
  }

  @Override
  List<String> tagsOf(Member object) {
    return object.tags();
  }

  @Override
  List<Member> records(Page page) {
    List<Member> records = new ArrayList<>();
    for (Row row : page.rows()) {
      records.add(
          new Member(
              row.get(id),
              row.get(projectId),
              row.get(POOL_ID),
              orEmpty(row.get(nameColumn)),
              isTrue(row.get(enabled)),
              row.get(ADDRESS),
              row.get(PORT),
              or(row.get(WEIGHT), 1),
              isTrue(row.get(BACKUP)),
              row.get(SUBNET_ID),
              row.get(MONITOR_ADDRESS),
              row.get(MONITOR_PORT),
              row.get(VNIC_TYPE),
              provisioningOf(row),
              operatingOf(row),
              page.values(TAGGED, row.get(id)),
              created(row, createdAt),
              instant(row.get(updatedAt))));
    }
    return records;
  }
}
