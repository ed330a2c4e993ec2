package octavia.store.object;

import static octavia.store.object.Rows.commaText;
import static octavia.store.object.Rows.created;
import static octavia.store.object.Rows.instant;
import static octavia.store.object.Rows.isTrue;
import static octavia.store.object.Rows.number;
import static octavia.store.object.Rows.or;
import static octavia.store.object.Rows.orEmpty;
import static octavia.store.object.Rows.text;
import static octavia.store.object.Rows.time;
import static octavia.store.object.Rows.utc;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.table;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import octavia.model.Listener;
import octavia.model.ListenerProtocol;
import octavia.model.ListenerTls;
import octavia.store.listing.ListingQuery;
import octavia.store.statement.Row;
import octavia.store.statement.Sql;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/** Rows of {@code listener} with their CIDRs and SNI references. */
public final class Listeners extends Objects<Listener> {
  private static final String NAME = "listener";
  private static final Field<String> DESCRIPTION = text(NAME, "description");
  private static final Field<String> PROTOCOL = text(NAME, "protocol");
  private static final Field<Integer> PORT = number(NAME, "protocol_port");
  private static final Field<Integer> LIMIT = number(NAME, "connection_limit");
  private static final Field<String> LOAD_BALANCER_ID = text(NAME, "load_balancer_id");
  private static final Field<String> DEFAULT_POOL_ID = text(NAME, "default_pool_id");
  private static final Field<byte[]> INSERT_HEADERS =
      field(name(NAME, "insert_headers"), byte[].class);
  private static final Field<Integer> CLIENT_DATA = number(NAME, "timeout_client_data");
  private static final Field<Integer> MEMBER_CONNECT = number(NAME, "timeout_member_connect");
  private static final Field<Integer> MEMBER_DATA = number(NAME, "timeout_member_data");
  private static final Field<Integer> TCP_INSPECT = number(NAME, "timeout_tcp_inspect");
  private static final Field<String> TLS_REF = text(NAME, "tls_certificate_id");
  private static final Field<String> CLIENT_CA_REF = text(NAME, "client_ca_tls_certificate_id");
  private static final Field<String> CLIENT_AUTHENTICATION = text(NAME, "client_authentication");
  private static final Field<String> CLIENT_CRL_REF = text(NAME, "client_crl_container_id");
  private static final Field<String> TLS_CIPHERS = text(NAME, "tls_ciphers");
  private static final Field<String> TLS_VERSIONS = text(NAME, "tls_versions");
  private static final Field<String> ALPN_PROTOCOLS = text(NAME, "alpn_protocols");
  private static final Field<Integer> HSTS_MAX_AGE = number(NAME, "hsts_max_age");
  private static final Field<Boolean> HSTS_SUBDOMAINS = Rows.flag(NAME, "hsts_include_subdomains");
  private static final Field<Boolean> HSTS_PRELOAD = Rows.flag(NAME, "hsts_preload");

  private static final Table<Record> CIDR_TABLE = table(name("listener_cidr"));
  private static final Field<String> CIDR_OF = text("listener_cidr", "listener_id");
  private static final Field<String> CIDR = text("listener_cidr", "cidr");
  private static final Table<Record> SNI_TABLE = table(name("sni"));
  private static final Field<String> SNI_OF = text("sni", "listener_id");
  private static final Field<String> SNI_REF = text("sni", "tls_container_id");
  private static final Field<Integer> SNI_POSITION = number("sni", "position");
  private static final Part CIDRS =
      new Part(CIDR_TABLE, CIDR_OF, List.of(CIDR), noCondition(), List.of(CIDR));
  private static final Part SNI =
      new Part(SNI_TABLE, SNI_OF, List.of(SNI_REF), noCondition(), List.of(SNI_POSITION));
  private static final Parts PARTS = new Parts("all", List.of(TAGGED, CIDRS, SNI));

  /** What sends to a pool, in the order of {@link #idsUsing}. */
  private static final Parts USERS =
      new Parts(
          "users",
          List.of(
              new Part(
                  table(name(NAME)),
                  DEFAULT_POOL_ID,
                  List.of(text(NAME, "id")),
                  noCondition(),
                  List.of(time(NAME, "created_at"))),
              new Part(
                  L7Policies.TABLE,
                  L7Policies.REDIRECT_POOL_ID,
                  List.of(L7Policies.LISTENER_ID),
                  L7Policies.inEffect(),
                  List.of(L7Policies.LISTENER_ID))));

  /** Upstream's defaults, for rows of old that hold nulls; milliseconds. */
  private static final int DEFAULT_DATA_TIMEOUT = 50_000;

  private static final int DEFAULT_CONNECT_TIMEOUT = 5_000;

  public Listeners(Sql sql, Supplier<Instant> now) {
    super(sql, now, NAME);
  }

  /**
   * Ids of the listeners that send to one of these pools, by pool: those that have it as their
   * default, then those of whose enabled L7 policies with a rule one sends there.
   */
  public Map<String, List<String>> idsUsing(Collection<String> poolIds) {
    Map<String, List<String>> users = new HashMap<>();
    if (!poolIds.isEmpty()) {
      Page page = hung(poolIds, "pool", USERS);
      for (String poolId : poolIds) {
        Set<String> ids = new LinkedHashSet<>();
        USERS.all().forEach(part -> ids.addAll(page.values(part, poolId)));
        if (!ids.isEmpty()) {
          users.put(poolId, List.copyOf(ids));
        }
      }
    }
    return users;
  }

  /** Takes a pool away from the listeners that have it as their default. */
  public void forgetPools(Collection<String> poolIds) {
    if (!poolIds.isEmpty()) {
      sql.dsl()
          .update(table)
          .set(DEFAULT_POOL_ID, (String) null)
          .where(DEFAULT_POOL_ID.in(poolIds))
          .execute();
    }
  }

  @Override
  Map<String, Field<?>> attributes() {
    Map<String, Field<?>> attributes = commonAttributes();
    attributes.put("description", DESCRIPTION);
    attributes.put("protocol", PROTOCOL);
    attributes.put("protocol_port", PORT);
    attributes.put("connection_limit", LIMIT);
    attributes.put("loadbalancer_id", LOAD_BALANCER_ID);
    attributes.put("default_pool_id", DEFAULT_POOL_ID);
    attributes.put("timeout_client_data", CLIENT_DATA);
    attributes.put("timeout_member_connect", MEMBER_CONNECT);
    attributes.put("timeout_member_data", MEMBER_DATA);
    attributes.put("timeout_tcp_inspect", TCP_INSPECT);
    attributes.put("default_tls_container_ref", TLS_REF);
    attributes.put("client_ca_tls_container_ref", CLIENT_CA_REF);
    attributes.put("client_authentication", CLIENT_AUTHENTICATION);
    attributes.put("client_crl_container_ref", CLIENT_CRL_REF);
    attributes.put("tls_ciphers", TLS_CIPHERS);
    attributes.put("tls_versions", TLS_VERSIONS);
    attributes.put("alpn_protocols", ALPN_PROTOCOLS);
    attributes.put("hsts_max_age", HSTS_MAX_AGE);
    attributes.put("hsts_include_subdomains", HSTS_SUBDOMAINS);
    attributes.put("hsts_preload", HSTS_PRELOAD);
    return attributes;
  }

  @Override
  Map<String, ListingQuery.Values> lists() {
    return Map.of(
        "allowed_cidrs", new ListingQuery.Values(CIDR_TABLE, CIDR_OF, CIDR),
        "sni_container_refs", new ListingQuery.Values(SNI_TABLE, SNI_OF, SNI_REF));
  }

  @Override
  Field<String> parent() {
    return LOAD_BALANCER_ID;
  }

  @Override
  Collection<Field<?>> columnsOf() {
    List<Field<?>> columns = new ArrayList<>(List.of(id, projectId, nameColumn));
    columns.addAll(List.of(createdAt, updatedAt, enabled, provisioningStatus, operatingStatus));
    columns.addAll(List.of(DESCRIPTION, PROTOCOL, PORT, LIMIT, LOAD_BALANCER_ID));
    columns.addAll(List.of(DEFAULT_POOL_ID, INSERT_HEADERS, CLIENT_DATA, MEMBER_CONNECT));
    columns.addAll(List.of(MEMBER_DATA, TCP_INSPECT, TLS_REF, CLIENT_CA_REF));
    columns.addAll(List.of(CLIENT_AUTHENTICATION, CLIENT_CRL_REF, TLS_CIPHERS, TLS_VERSIONS));
    columns.addAll(List.of(ALPN_PROTOCOLS, HSTS_MAX_AGE, HSTS_SUBDOMAINS, HSTS_PRELOAD));
    return columns;
  }

  @Override
  Map<Field<?>, @Nullable Object> values(Listener object) {
    ListenerTls tls = object.tls();
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
    values.put(PORT, object.protocolPort());
    values.put(LIMIT, object.connectionLimit());
    values.put(LOAD_BALANCER_ID, object.loadBalancerId());
    values.put(DEFAULT_POOL_ID, object.defaultPoolId());
    values.put(INSERT_HEADERS, Pickle.write(object.insertHeaders()));
    values.put(CLIENT_DATA, object.timeouts().clientData());
    values.put(MEMBER_CONNECT, object.timeouts().memberConnect());
    values.put(MEMBER_DATA, object.timeouts().memberData());
    values.put(TCP_INSPECT, object.timeouts().tcpInspect());
    values.put(TLS_REF, tls.defaultTlsContainerRef());
    values.put(CLIENT_CA_REF, tls.clientCaTlsContainerRef());
    values.put(CLIENT_AUTHENTICATION, tls.clientAuthentication().name());
    values.put(CLIENT_CRL_REF, tls.clientCrlContainerRef());
    values.put(TLS_CIPHERS, tls.tlsCiphers());
    values.put(TLS_VERSIONS, commaText(tls.tlsVersions()));
    values.put(ALPN_PROTOCOLS, commaText(tls.alpnProtocols()));
    values.put(HSTS_MAX_AGE, tls.hstsMaxAge());
    values.put(HSTS_SUBDOMAINS, tls.hstsIncludeSubdomains());
    values.put(HSTS_PRELOAD, tls.hstsPreload());
    return values;
  }

  @Override
  Parts parts() {
    return PARTS;
  }

  @Override
  void insertParts(Collection<Listener> objects) {
    super.insertParts(objects);
    insertParts(objects, CIDR_TABLE, List.of(CIDR_OF, CIDR), Listener::allowedCidrs);
    List<List<?>> references = new ArrayList<>();
    for (Listener listener : objects) {
      int position = 0;
      for (String reference : listener.tls().sniContainerRefs()) {
        references.add(List.of(listener.id(), reference, position++));
      }
    }
    sql.insert(SNI_TABLE, List.of(SNI_OF, SNI_REF, SNI_POSITION), references);
  }

  @Override
  void deleteParts(Collection<String> ids) {
    super.deleteParts(ids);
    sql.delete(CIDR_TABLE, CIDR_OF, ids);
    sql.delete(SNI_TABLE, SNI_OF, ids);
  }

  @Override
  String idOf(Listener object) {
    return object.id();
  }

  @Override
  List<String> tagsOf(Listener object) {
    return object.tags();
  }

  @Override
  List<Listener> records(Page page) {
    List<Listener> records = new ArrayList<>();
    for (Row row : page.rows()) {
      String key = row.get(id);
      byte @Nullable [] headers = row.get(INSERT_HEADERS);
      records.add(
          new Listener(
              key,
              row.get(projectId),
              orEmpty(row.get(LOAD_BALANCER_ID)),
              orEmpty(row.get(nameColumn)),
              orEmpty(row.get(DESCRIPTION)),
              isTrue(row.get(enabled)),
              ListenerProtocol.valueOf(row.get(PROTOCOL)),
              row.get(PORT),
              or(row.get(LIMIT), -1),
              row.get(DEFAULT_POOL_ID),
              headers == null ? Map.of() : Pickle.read(headers),
              new Listener.Timeouts(
                  or(row.get(CLIENT_DATA), DEFAULT_DATA_TIMEOUT),
                  or(row.get(MEMBER_CONNECT), DEFAULT_CONNECT_TIMEOUT),
                  or(row.get(MEMBER_DATA), DEFAULT_DATA_TIMEOUT),
                  or(row.get(TCP_INSPECT), 0)),
              page.values(CIDRS, key),
              new ListenerTls(
                  row.get(TLS_REF),
                  page.values(SNI, key),
                  row.get(CLIENT_CA_REF),
                  ListenerTls.ClientAuthentication.valueOf(row.get(CLIENT_AUTHENTICATION)),
                  row.get(CLIENT_CRL_REF),
                  row.get(TLS_CIPHERS),
                  Rows.list(row.get(TLS_VERSIONS)),
                  Rows.list(row.get(ALPN_PROTOCOLS)),
                  row.get(HSTS_MAX_AGE),
                  isTrue(row.get(HSTS_SUBDOMAINS)),
                  isTrue(row.get(HSTS_PRELOAD))),
              provisioningOf(row),
              operatingOf(row),
              page.values(TAGGED, key),
              created(row, createdAt),
              instant(row.get(updatedAt))));
    }
    return records;
  }
}
