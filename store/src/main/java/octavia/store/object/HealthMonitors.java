package octavia.store.object;

import static octavia.store.object.Rows.created;
import static octavia.store.object.Rows.instant;
import static octavia.store.object.Rows.isTrue;
import static octavia.store.object.Rows.number;
import static octavia.store.object.Rows.orEmpty;
import static octavia.store.object.Rows.text;
import static octavia.store.object.Rows.utc;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import octavia.model.HealthMonitor;
import octavia.model.HealthMonitorType;
import octavia.store.statement.Row;
import octavia.store.statement.Sql;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;

/** Rows of {@code health_monitor}. */
public final class HealthMonitors extends Objects<HealthMonitor> {
  private static final String NAME = "health_monitor";
  private static final Field<String> POOL_ID = text(NAME, "pool_id");
  private static final Field<String> TYPE = text(NAME, "type");
  private static final Field<Integer> DELAY = number(NAME, "delay");
  private static final Field<Integer> TIMEOUT = number(NAME, "timeout");
  private static final Field<Integer> FALL = number(NAME, "fall_threshold");
  private static final Field<Integer> RISE = number(NAME, "rise_threshold");
  private static final Field<String> HTTP_METHOD = text(NAME, "http_method");
  private static final Field<String> URL_PATH = text(NAME, "url_path");
  private static final Field<String> EXPECTED_CODES = text(NAME, "expected_codes");
  private static final Field<Double> HTTP_VERSION = field(name(NAME, "http_version"), Double.class);
  private static final Field<String> DOMAIN_NAME = text(NAME, "domain_name");

  public HealthMonitors(Sql sql, Supplier<Instant> now) {
    super(sql, now, NAME);
  }

  @Override
  Map<String, Field<?>> attributes() {
    Map<String, Field<?>> attributes = commonAttributes();
    attributes.put("pool_id", POOL_ID);
    attributes.put("type", TYPE);
    attributes.put("delay", DELAY);
    attributes.put("timeout", TIMEOUT);
    attributes.put("max_retries", RISE);
    attributes.put("max_retries_down", FALL);
    attributes.put("http_method", HTTP_METHOD);
    attributes.put("url_path", URL_PATH);
    attributes.put("expected_codes", EXPECTED_CODES);
    attributes.put("http_version", HTTP_VERSION);
    attributes.put("domain_name", DOMAIN_NAME);
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
    columns.addAll(List.of(POOL_ID, TYPE, DELAY, TIMEOUT, FALL, RISE));
    columns.addAll(List.of(HTTP_METHOD, URL_PATH, EXPECTED_CODES, HTTP_VERSION, DOMAIN_NAME));
    return columns;
  }

  @Override
  Map<Field<?>, @Nullable Object> values(HealthMonitor object) {
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
    values.put(TYPE, object.type().wire());
    values.put(DELAY, object.delay());
    values.put(TIMEOUT, object.timeout());
    values.put(FALL, object.maxRetriesDown());
    values.put(RISE, object.maxRetries());
    values.put(HTTP_METHOD, object.httpMethod());
    values.put(URL_PATH, object.urlPath());
    values.put(EXPECTED_CODES, object.expectedCodes());
    values.put(HTTP_VERSION, object.httpVersion());
    values.put(DOMAIN_NAME, object.domainName());
    return values;
  }

  @Override
  String idOf(HealthMonitor object) {
    return object.id();
  }

  @Override
  List<String> tagsOf(HealthMonitor object) {
    return object.tags();
  }

  @Override
  List<HealthMonitor> records(Page page) {
    List<HealthMonitor> records = new ArrayList<>();
    for (Row row : page.rows()) {
      records.add(
          new HealthMonitor(
              row.get(id),
              row.get(projectId),
              row.get(POOL_ID),
              orEmpty(row.get(nameColumn)),
              isTrue(row.get(enabled)),
              HealthMonitorType.ofWire(row.get(TYPE)).orElseThrow(),
              row.get(DELAY),
              row.get(TIMEOUT),
              row.get(RISE),
              row.get(FALL),
              row.get(HTTP_METHOD),
              row.get(URL_PATH),
              row.get(EXPECTED_CODES),
              row.get(HTTP_VERSION),
              row.get(DOMAIN_NAME),
              provisioningOf(row),
              operatingOf(row),
              page.values(TAGGED, row.get(id)),
              created(row, createdAt),
              instant(row.get(updatedAt))));
    }
    return records;
  }
}
