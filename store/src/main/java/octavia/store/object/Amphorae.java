package octavia.store.object;

import static octavia.store.object.Rows.created;
import static octavia.store.object.Rows.flag;
import static octavia.store.object.Rows.instant;
import static octavia.store.object.Rows.isTrue;
import static octavia.store.object.Rows.number;
import static octavia.store.object.Rows.text;
import static octavia.store.object.Rows.time;
import static octavia.store.object.Rows.utc;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.time.Instant;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import octavia.model.Amphora;
import octavia.model.AmphoraRole;
import octavia.model.AmphoraStatus;
import octavia.store.listing.Listing;
import octavia.store.listing.ListingQuery;
import octavia.store.statement.Columns;
import octavia.store.statement.Row;
import octavia.store.statement.Sql;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectLimitStep;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/** Rows of {@code amphora}; those that are DELETED are not seen. */
public final class Amphorae {
  private static final String NAME = "amphora";
  private static final Table<Record> TABLE = table(name(NAME));
  private static final Field<String> ID = text(NAME, "id");
  private static final Field<String> LOAD_BALANCER_ID = text(NAME, "load_balancer_id");
  private static final Field<String> COMPUTE_ID = text(NAME, "compute_id");
  private static final Field<String> LB_NETWORK_IP = text(NAME, "lb_network_ip");
  private static final Field<String> VRRP_IP = text(NAME, "vrrp_ip");
  private static final Field<String> HA_IP = text(NAME, "ha_ip");
  private static final Field<String> VRRP_PORT_ID = text(NAME, "vrrp_port_id");
  private static final Field<String> HA_PORT_ID = text(NAME, "ha_port_id");
  private static final Field<LocalDateTime> CERT_EXPIRATION = time(NAME, "cert_expiration");
  private static final Field<Boolean> CERT_BUSY = flag(NAME, "cert_busy");
  private static final Field<String> ROLE = text(NAME, "role");
  private static final Field<String> STATUS = text(NAME, "status");
  private static final Field<String> VRRP_INTERFACE = text(NAME, "vrrp_interface");
  private static final Field<Integer> VRRP_ID = number(NAME, "vrrp_id");
  private static final Field<Integer> VRRP_PRIORITY = number(NAME, "vrrp_priority");
  private static final Field<String> CACHED_ZONE = text(NAME, "cached_zone");
  private static final Field<String> IMAGE_ID = text(NAME, "image_id");
  private static final Field<String> COMPUTE_FLAVOR = text(NAME, "compute_flavor");
  private static final Field<LocalDateTime> CREATED_AT = time(NAME, "created_at");
  private static final Field<LocalDateTime> UPDATED_AT = time(NAME, "updated_at");

  private static final Map<String, Field<?>> ATTRIBUTES = attributes();

  private static final Columns COLUMNS = new Columns(ATTRIBUTES.values());

  private final Sql sql;
  private final Supplier<Instant> now;

  public Amphorae(Sql sql, Supplier<Instant> now) {
    this.sql = sql;
    this.now = now;
  }

  private static Map<String, Field<?>> attributes() {
    Map<String, Field<?>> attributes = new HashMap<>();
    attributes.put("id", ID);
    attributes.put("loadbalancer_id", LOAD_BALANCER_ID);
    attributes.put("compute_id", COMPUTE_ID);
    attributes.put("lb_network_ip", LB_NETWORK_IP);
    attributes.put("vrrp_ip", VRRP_IP);
    attributes.put("ha_ip", HA_IP);
    attributes.put("vrrp_port_id", VRRP_PORT_ID);
    attributes.put("ha_port_id", HA_PORT_ID);
    attributes.put("cert_expiration", CERT_EXPIRATION);
    attributes.put("cert_busy", CERT_BUSY);
    attributes.put("role", ROLE);
    attributes.put("status", STATUS);
    attributes.put("vrrp_interface", VRRP_INTERFACE);
    attributes.put("vrrp_id", VRRP_ID);
    attributes.put("vrrp_priority", VRRP_PRIORITY);
    attributes.put("cached_zone", CACHED_ZONE);
    attributes.put("image_id", IMAGE_ID);
    attributes.put("compute_flavor", COMPUTE_FLAVOR);
    attributes.put("created_at", CREATED_AT);
    attributes.put("updated_at", UPDATED_AT);
    return attributes;
  }

  /** The amphora of that id. */
  public Optional<Amphora> find(String id) {
    return select("one", ID.eq(""), List.of(id)).stream().findFirst();
  }

  /** The ids of all amphorae. */
  public Set<String> ids() {
    return sql.dsl().select(ID).from(TABLE).where(visible()).fetchSet(ID);
  }

  /** The amphorae of a load balancer, by creation. */
  public List<Amphora> of(String loadBalancerId) {
    return select("of", LOAD_BALANCER_ID.eq(""), List.of(loadBalancerId));
  }

  /**
   * A page of amphorae.
   *
   * @throws octavia.store.listing.ListingException if the listing names what does not exist
   */
  public List<Amphora> list(Listing listing) {
    DSLContext dsl = sql.dsl();
    ListingQuery query = new ListingQuery(dsl, TABLE, ID, CREATED_AT, ATTRIBUTES);
    SelectLimitStep<?> rows =
        dsl.select(COLUMNS.fields())
            .from(TABLE)
            .where(query.condition(dsl, listing).and(visible()))
            .orderBy(query.order(listing));
    return sql.rows(COLUMNS, listing.limit() > 0 ? rows.limit(listing.limit()) : rows).stream()
        .map(Amphorae::amphora)
        .toList();
  }

  /** Writes a new row. */
  public void insert(Amphora amphora) {
    Map<Field<?>, @Nullable Object> values = values(amphora);
    sql.insert(TABLE, values.keySet(), List.of(values.values()));
  }

  /** Writes everything of the amphora, and that it was changed now. */
  public void update(Amphora amphora) {
    Map<Field<?>, @Nullable Object> values = values(amphora);
    values.put(UPDATED_AT, utc(now.get()));
    sql.update(TABLE, values, "id", ID.eq(""), List.of(amphora.id()));
  }

  /** Sets the status. */
  public void status(String id, AmphoraStatus status) {
    Map<Field<?>, @Nullable Object> values = new LinkedHashMap<>();
    values.put(STATUS, status.name());
    values.put(UPDATED_AT, utc(now.get()));
    sql.update(TABLE, values, "id", ID.eq(""), List.of(id));
  }

  /** Every amphora that is not DELETED, by creation. */
  public List<Amphora> all() {
    return select("all", ID.isNotNull(), List.of());
  }

  private List<Amphora> select(String shape, Condition condition, List<String> values) {
    return sql
        .rows(
            COLUMNS,
            NAME + " " + shape,
            () ->
                sql.dsl()
                    .select(COLUMNS.fields())
                    .from(TABLE)
                    .where(condition.and(visible()))
                    .orderBy(CREATED_AT, ID),
            values)
        .stream()
        .map(Amphorae::amphora)
        .toList();
  }

  private static Condition visible() {
    return STATUS.ne(inline(AmphoraStatus.DELETED.name()));
  }

  private static Map<Field<?>, @Nullable Object> values(Amphora amphora) {
    Map<Field<?>, @Nullable Object> values = new LinkedHashMap<>();
    values.put(ID, amphora.id());
    values.put(LOAD_BALANCER_ID, amphora.loadBalancerId());
    values.put(COMPUTE_ID, amphora.computeId());
    values.put(LB_NETWORK_IP, amphora.lbNetworkIp());
    values.put(VRRP_IP, amphora.vrrpIp());
    values.put(HA_IP, amphora.haIp());
    values.put(VRRP_PORT_ID, amphora.vrrpPortId());
    values.put(HA_PORT_ID, amphora.haPortId());
    values.put(CERT_EXPIRATION, utc(amphora.certExpiration()));
    values.put(CERT_BUSY, amphora.certBusy());
    values.put(ROLE, amphora.role() == null ? null : amphora.role().name());
    values.put(STATUS, amphora.status().name());
    values.put(VRRP_INTERFACE, amphora.vrrpInterface());
    values.put(VRRP_ID, amphora.vrrpId());
    values.put(VRRP_PRIORITY, amphora.vrrpPriority());
    values.put(CACHED_ZONE, amphora.cachedZone());
    values.put(IMAGE_ID, amphora.imageId());
    values.put(COMPUTE_FLAVOR, amphora.computeFlavor());
    values.put(CREATED_AT, utc(amphora.createdAt()));
    values.put(UPDATED_AT, utc(amphora.updatedAt()));
    return values;
  }

  private static Amphora amphora(Row row) {
    @Nullable String role = row.get(ROLE);
    return new Amphora(
        row.get(ID),
        row.get(LOAD_BALANCER_ID),
        row.get(COMPUTE_ID),
        row.get(LB_NETWORK_IP),
        row.get(VRRP_IP),
        row.get(HA_IP),
        row.get(VRRP_PORT_ID),
        row.get(HA_PORT_ID),
        instant(row.get(CERT_EXPIRATION)),
        isTrue(row.get(CERT_BUSY)),
        role == null ? null : AmphoraRole.valueOf(role),
        AmphoraStatus.valueOf(row.get(STATUS)),
        row.get(VRRP_INTERFACE),
        row.get(VRRP_ID),
        row.get(VRRP_PRIORITY),
        row.get(CACHED_ZONE),
        row.get(IMAGE_ID),
        row.get(COMPUTE_FLAVOR),
        created(row, CREATED_AT),
        instant(row.get(UPDATED_AT)));
  }
}
