package octavia.store.object;

import static octavia.store.object.Rows.commaText;
import static octavia.store.object.Rows.created;
import static octavia.store.object.Rows.instant;
import static octavia.store.object.Rows.isTrue;
import static octavia.store.object.Rows.number;
import static octavia.store.object.Rows.orEmpty;
import static octavia.store.object.Rows.text;
import static octavia.store.object.Rows.utc;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import octavia.model.LbAlgorithm;
import octavia.model.Pool;
import octavia.model.PoolProtocol;
import octavia.model.PoolTls;
import octavia.model.SessionPersistence;
import octavia.store.statement.Row;
import octavia.store.statement.Sql;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Rows of {@code pool} with their session persistence. */
public final class Pools extends Objects<Pool> {
  private static final String NAME = "pool";
  private static final Field<String> DESCRIPTION = text(NAME, "description");
  private static final Field<String> PROTOCOL = text(NAME, "protocol");
  private static final Field<String> ALGORITHM = text(NAME, "lb_algorithm");
  private static final Field<String> LOAD_BALANCER_ID = text(NAME, "load_balancer_id");

  /** Of the one that checks the members; null without one. */
  private static final Field<String> HEALTH_MONITOR_ID =
      DSL.field(
          DSL.select(text("health_monitor", "id"))
              .from(table(name("health_monitor")))
              .where(text("health_monitor", "pool_id").eq(text(NAME, "id"))));

  private static final Field<Boolean> TLS_ENABLED = Rows.flag(NAME, "tls_enabled");
  private static final Field<String> TLS_REF = text(NAME, "tls_certificate_id");
  private static final Field<String> CA_REF = text(NAME, "ca_tls_certificate_id");
  private static final Field<String> CRL_REF = text(NAME, "crl_container_id");
  private static final Field<String> TLS_CIPHERS = text(NAME, "tls_ciphers");
  private static final Field<String> TLS_VERSIONS = text(NAME, "tls_versions");
  private static final Field<String> ALPN_PROTOCOLS = text(NAME, "alpn_protocols");

  private static final Table<Record> PERSISTENCE = table(name("session_persistence"));
  private static final Field<String> PERSISTENCE_OF = text("session_persistence", "pool_id");
  private static final Field<String> TYPE = text("session_persistence", "type");
  private static final Field<String> COOKIE_NAME = text("session_persistence", "cookie_name");
  private static final Field<Integer> TIMEOUT =
      number("session_persistence", "persistence_timeout");
  private static final Field<String> GRANULARITY =
      text("session_persistence", "persistence_granularity");

  public Pools(Sql sql, Supplier<Instant> now) {
    super(sql, now, NAME);
  }

  @Override
  Map<String, Field<?>> attributes() {
    Map<String, Field<?>> attributes = commonAttributes();
    attributes.put("description", DESCRIPTION);
    attributes.put("protocol", PROTOCOL);
    attributes.put("lb_algorithm", ALGORITHM);
    attributes.put("loadbalancer_id", LOAD_BALANCER_ID);
    attributes.put("healthmonitor_id", HEALTH_MONITOR_ID);
    attributes.put("tls_enabled", TLS_ENABLED);
    attributes.put("tls_container_ref", TLS_REF);
    attributes.put("ca_tls_container_ref", CA_REF);
    attributes.put("crl_container_ref", CRL_REF);
    attributes.put("tls_ciphers", TLS_CIPHERS);
    attributes.put("tls_versions", TLS_VERSIONS);
    attributes.put("alpn_protocols", ALPN_PROTOCOLS);
    return attributes;
  }

  @Override
  Field<String> parent() {
    return LOAD_BALANCER_ID;
  }

  @Override
  Table<?> needed(Table<?> rows) {
    return rows.leftJoin(PERSISTENCE).on(PERSISTENCE_OF.eq(id));
  }

  @Override
  Collection<Field<?>> columnsOf() {
    List<Field<?>> columns = new ArrayList<>(List.of(id, projectId, nameColumn));
    columns.addAll(List.of(createdAt, updatedAt, enabled, provisioningStatus, operatingStatus));
    columns.addAll(List.of(DESCRIPTION, PROTOCOL, ALGORITHM, LOAD_BALANCER_ID, TLS_ENABLED));
    columns.addAll(List.of(TLS_REF, CA_REF, CRL_REF, TLS_CIPHERS, TLS_VERSIONS, ALPN_PROTOCOLS));
    columns.addAll(List.of(TYPE, COOKIE_NAME, TIMEOUT, GRANULARITY));
    return columns;
  }

  @Override
  Map<Field<?>, @Nullable Object> values(Pool object) {
    PoolTls tls = object.tls();
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
    values.put(PROTOCOL, object.protocol().name());
    values.put(ALGORITHM, object.lbAlgorithm().name());
    values.put(LOAD_BALANCER_ID, object.loadBalancerId());
    values.put(TLS_ENABLED, tls.tlsEnabled());
    values.put(TLS_REF, tls.tlsContainerRef());
    values.put(CA_REF, tls.caTlsContainerRef());
    values.put(CRL_REF, tls.crlContainerRef());
    values.put(TLS_CIPHERS, tls.tlsCiphers());
    values.put(TLS_VERSIONS, commaText(tls.tlsVersions()));
    values.put(ALPN_PROTOCOLS, commaText(tls.alpnProtocols()));
    return values;
  }

  @Override
  void insertParts(Collection<Pool> objects) {
    super.insertParts(objects);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Pool pool : objects) {
      @Nullable SessionPersistence persistence = pool.sessionPersistence();
      if (persistence != null) {
        rows.add(
            Arrays.asList(
                pool.id(),
                persistence.type().name(),
                persistence.cookieName(),
                persistence.persistenceTimeout(),
                persistence.persistenceGranularity()));
      }
    }
    sql.insert(PERSISTENCE, List.of(PERSISTENCE_OF, TYPE, COOKIE_NAME, TIMEOUT, GRANULARITY), rows);
  }

  @Override
  void deleteParts(Collection<String> ids) {
    super.deleteParts(ids);
    sql.delete(PERSISTENCE, PERSISTENCE_OF, ids);
  }

  @Override
  String idOf(Pool object) {
    return object.id();
  }

  @Override
  List<String> tagsOf(Pool object) {
    return object.tags();
  }

  @Override
  List<Pool> records(Page page) {
    List<Pool> records = new ArrayList<>();
    for (Row row : page.rows()) {
      records.add(
          new Pool(
              row.get(id),
              row.get(projectId),
              orEmpty(row.get(LOAD_BALANCER_ID)),
              orEmpty(row.get(nameColumn)),
              orEmpty(row.get(DESCRIPTION)),
              isTrue(row.get(enabled)),
              PoolProtocol.valueOf(row.get(PROTOCOL)),
              LbAlgorithm.valueOf(row.get(ALGORITHM)),
              persistence(row),
              new PoolTls(
                  isTrue(row.get(TLS_ENABLED)),
                  row.get(TLS_REF),
                  row.get(CA_REF),
                  row.get(CRL_REF),
                  row.get(TLS_CIPHERS),
                  Rows.list(row.get(TLS_VERSIONS)),
                  Rows.list(row.get(ALPN_PROTOCOLS))),
              provisioningOf(row),
              operatingOf(row),
              page.values(TAGGED, row.get(id)),
              created(row, createdAt),
              instant(row.get(updatedAt))));
    }
    return records;
  }

  private static @Nullable SessionPersistence persistence(Row row) {
    @Nullable String type = row.get(TYPE);
    return type == null
        ? null
        : new SessionPersistence(
            SessionPersistence.Type.valueOf(type),
            row.get(COOKIE_NAME),
            row.get(TIMEOUT),
            row.get(GRANULARITY));
  }
}
