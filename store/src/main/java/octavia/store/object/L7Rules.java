package octavia.store.object;

import static octavia.store.object.Rows.created;
import static octavia.store.object.Rows.instant;
import static octavia.store.object.Rows.isTrue;
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
import octavia.model.L7Rule;
import octavia.store.statement.Row;
import octavia.store.statement.Sql;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;

/** Rows of {@code l7rule}. They have no name. */
public final class L7Rules extends Objects<L7Rule> {
  private static final String NAME = "l7rule";
  static final Field<String> L7POLICY_ID = text(NAME, "l7policy_id");
  private static final Field<String> TYPE = text(NAME, "type");
  private static final Field<String> COMPARE_TYPE = text(NAME, "compare_type");
  private static final Field<String> KEY = text(NAME, "key");
  private static final Field<String> VALUE = text(NAME, "value");
  private static final Field<Boolean> INVERT = Rows.flag(NAME, "invert");

  public L7Rules(Sql sql, Supplier<Instant> now) {
    super(sql, now, NAME);
  }

  @Override
  Map<String, Field<?>> attributes() {
    Map<String, Field<?>> attributes = commonAttributes();
    attributes.remove("name");
    attributes.put("type", TYPE);
    attributes.put("compare_type", COMPARE_TYPE);
    attributes.put("key", KEY);
    attributes.put("value", VALUE);
    attributes.put("invert", INVERT);
    return attributes;
  }

  @Override
  Field<String> parent() {
    return L7POLICY_ID;
  }

  @Override
  Collection<Field<?>> columnsOf() {
    List<Field<?>> columns = new ArrayList<>(List.of(id, projectId, createdAt, updatedAt));
    columns.addAll(List.of(enabled, provisioningStatus, operatingStatus));
    columns.addAll(List.of(L7POLICY_ID, TYPE, COMPARE_TYPE, KEY, VALUE, INVERT));
    return columns;
  }

  @Override
  Map<Field<?>, @Nullable Object> values(L7Rule object) {
    Map<Field<?>, @Nullable Object> values = new LinkedHashMap<>();
    values.put(id, object.id());
    values.put(projectId, object.projectId());
    values.put(createdAt, utc(object.createdAt()));
    values.put(updatedAt, utc(object.updatedAt()));
    values.put(enabled, object.adminStateUp());
    values.put(provisioningStatus, object.provisioningStatus().name());
    values.put(operatingStatus, object.operatingStatus().name());
    values.put(L7POLICY_ID, object.l7PolicyId());
    values.put(TYPE, object.type().name());
    values.put(COMPARE_TYPE, object.compareType().name());
    values.put(KEY, object.key());
    values.put(VALUE, object.value());
    values.put(INVERT, object.invert());
    return values;
  }

  @Override
  String idOf(L7Rule object) {
    return object.id();
  }

  @Override
  List<String> tagsOf(L7Rule object) {
    return object.tags();
  }

  @Override
  List<L7Rule> records(Page page) {
    List<L7Rule> records = new ArrayList<>();
    for (Row row : page.rows()) {
      records.add(
          new L7Rule(
              row.get(id),
              row.get(projectId),
              row.get(L7POLICY_ID),
              isTrue(row.get(enabled)),
              L7Rule.Type.valueOf(row.get(TYPE)),
              L7Rule.CompareType.valueOf(row.get(COMPARE_TYPE)),
              row.get(KEY),
              orEmpty(row.get(VALUE)),
              isTrue(row.get(INVERT)),
              provisioningOf(row),
              operatingOf(row),
              page.values(TAGGED, row.get(id)),
              created(row, createdAt),
              instant(row.get(updatedAt))));
    }
    return records;
  }
}
