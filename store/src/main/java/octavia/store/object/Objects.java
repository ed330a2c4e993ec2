package octavia.store.object;

import static octavia.store.object.Rows.flag;
import static octavia.store.object.Rows.text;
import static octavia.store.object.Rows.time;
import static octavia.store.object.Rows.utc;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.table;

import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import octavia.model.OperatingStatus;
import octavia.model.ProvisioningStatus;
import octavia.store.listing.Listing;
import octavia.store.listing.ListingQuery;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectLimitStep;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one kind, as records. Rows whose status is DELETED are not seen. What hangs on a row
 * (tags, CIDRs, …) is read for a whole page at once.
 *
 * @param <T> the kind's record
 */
public abstract class Objects<T> {
  private static final Table<Record> TAGS = table(name("tags"));
  private static final Field<String> RESOURCE_ID = field(name("resource_id"), String.class);
  private static final Field<String> TAG = field(name("tag"), String.class);

  /** What something hangs on and what hangs there, whatever the columns are called. */
  static final Field<String> PART_OF = field(name("part_of"), String.class);

  static final Field<String> PART_VALUE = field(name("part_value"), String.class);

  /** What is alike in all tables, made once for each: names are parsed. */
  private static final Map<String, Common> COMMON = new ConcurrentHashMap<>();

  /** What {@link #records} reads, by table. */
  private static final Map<String, Columns> COLUMNS = new ConcurrentHashMap<>();

  static final Columns PART = new Columns(List.of(PART_OF, PART_VALUE));

  final Reading reading;
  private boolean bare;
  private final String tableName;
  final DSLContext dsl;
  final Supplier<Instant> now;
  final Table<Record> table;
  final Field<String> id;
  final Field<String> projectId;
  final Field<String> nameColumn;
  final Field<LocalDateTime> createdAt;
  final Field<LocalDateTime> updatedAt;
  final Field<Boolean> enabled;
  final Field<String> provisioningStatus;
  final Field<String> operatingStatus;

  private record Common(
      Table<Record> table,
      Field<String> id,
      Field<String> projectId,
      Field<String> name,
      Field<LocalDateTime> createdAt,
      Field<LocalDateTime> updatedAt,
      Field<Boolean> enabled,
      Field<String> provisioningStatus,
      Field<String> operatingStatus) {

    static Common of(String table) {
      return new Common(
          DSL.table(DSL.name(table)),
          text(table, "id"),
          text(table, "project_id"),
          text(table, "name"),
          time(table, "created_at"),
          time(table, "updated_at"),
          flag(table, "enabled"),
          text(table, "provisioning_status"),
          text(table, "operating_status"));
    }
  }

  Objects(DSLContext dsl, Supplier<Instant> now, String tableName) {
    this.dsl = dsl;
    this.now = now;
    this.reading = new Reading(dsl);
    this.tableName = tableName;
    Common common = COMMON.computeIfAbsent(tableName, Common::of);
    this.table = common.table;
    this.id = common.id;
    this.projectId = common.projectId;
    this.nameColumn = common.name;
    this.createdAt = common.createdAt;
    this.updatedAt = common.updatedAt;
    this.enabled = common.enabled;
    this.provisioningStatus = common.provisioningStatus;
    this.operatingStatus = common.operatingStatus;
  }

  /**
   * Has this repository read rows without what hangs on them: tags, CIDRs and the like are empty.
   */
  public Objects<T> bare() {
    bare = true;
    return this;
  }

  boolean isBare() {
    return bare;
  }

  /** The object of that id. */
  public Optional<T> find(String wanted) {
    return select("one", id.eq(""), List.of(wanted)).stream().findFirst();
  }

  /**
   * As {@link #find}, and no other transaction may change or lock the row until this one ends. The
   * caller writes the row.
   */
  public Optional<T> lock(String wanted) {
    dsl.select(id).from(table).where(id.eq(wanted)).forUpdate().fetch();
    return find(wanted);
  }

  /**
   * A page of objects.
   *
   * @throws octavia.store.listing.ListingException if the listing names what does not exist
   */
  public List<T> list(Listing listing) {
    ListingQuery query = new ListingQuery(dsl, from(), id, createdAt, attributes());
    Condition condition = query.condition(dsl, listing).and(visible());
    if (listing.projectId().isPresent()) {
      condition = condition.and(projectId.eq(listing.projectId().get()));
    }
    if (listing.parentId().isPresent()) {
      condition = condition.and(parent().eq(listing.parentId().get()));
    }
    SelectLimitStep<?> rows =
        dsl.select(columns().fields()).from(from()).where(condition).orderBy(query.order(listing));
    return records(
        reading.rows(columns(), listing.limit() > 0 ? rows.limit(listing.limit()) : rows));
  }

  /** The children of a parent, by creation. */
  public List<T> of(String parentId) {
    return select("of", parent().eq(""), List.of(parentId));
  }

  /** The children of several parents, by creation. */
  public List<T> of(Collection<String> parentIds) {
    if (parentIds.isEmpty()) {
      return List.of();
    }
    List<String> values = Reading.padded(parentIds);
    return select("of-" + values.size(), Reading.in(parent(), values.size()), values);
  }

  /** Ids of the children of several parents, by parent; a parent without any is absent. */
  public Map<String, List<String>> idsOf(Collection<String> parentIds) {
    Map<String, List<String>> ids = new HashMap<>();
    if (parentIds.isEmpty()) {
      return ids;
    }
    List<String> values = Reading.padded(parentIds);
    List<Row> rows =
        reading.rows(
            PART,
            tableName + " ids-of-" + values.size(),
            () ->
                dsl.select(parent(), id)
                    .from(table)
                    .where(Reading.in(parent(), values.size()).and(visible()))
                    .orderBy(createdAt, id),
            values);
    rows.forEach(row ->
        ids.computeIfAbsent(row.get(PART_OF), _ -> new ArrayList<>()).add(row.get(PART_VALUE)));
    return ids;
  }

  /** Writes a new row. */
  public void insert(T object) {
    Map<Field<?>, @Nullable Object> values = new LinkedHashMap<>(values(object));
    dsl.insertInto(table).set(values).execute();
    insertParts(object);
  }

  /** Writes everything of the object but its statuses, and that it was changed now. */
  public void update(T object) {
    Map<Field<?>, @Nullable Object> values = new LinkedHashMap<>(values(object));
    values.remove(createdAt);
    values.remove(provisioningStatus);
    values.remove(operatingStatus);
    values.put(updatedAt, utc(now.get()));
    dsl.update(table).set(values).where(id.eq(idOf(object))).execute();
    deleteParts(List.of(idOf(object)));
    insertParts(object);
  }

  /** Sets the provisioning status of objects. */
  public void provisioning(Collection<String> ids, ProvisioningStatus status) {
    if (!ids.isEmpty()) {
      dsl.update(table)
          .set(provisioningStatus, status.name())
          .set(updatedAt, utc(now.get()))
          .where(id.in(ids))
          .execute();
    }
  }

  /** Sets the operating status of objects; the time of change stays, as it tells of intent. */
  public void operating(Collection<String> ids, OperatingStatus status) {
    if (!ids.isEmpty()) {
      dsl.update(table).set(operatingStatus, status.name()).where(id.in(ids)).execute();
    }
  }

  /** Removes rows and what hangs on them. */
  public void delete(Collection<String> ids) {
    if (!ids.isEmpty()) {
      deleteParts(ids);
      dsl.deleteFrom(table).where(id.in(ids)).execute();
    }
  }

  /** The kind's attributes as the API spells them, and their columns. */
  abstract Map<String, Field<?>> attributes();

  /** The column that names the object above. */
  abstract Field<String> parent();

  /** The columns of a new row. */
  abstract Map<Field<?>, @Nullable Object> values(T object);

  abstract String idOf(T object);

  abstract List<String> tagsOf(T object);

  /** Records out of rows. */
  abstract List<T> records(List<Row> rows);

  /** The table, joined with what every row needs. */
  Table<?> from() {
    return table;
  }

  private Columns columns() {
    return COLUMNS.computeIfAbsent(tableName, _ -> new Columns(columnsOf()));
  }

  abstract Collection<Field<?>> columnsOf();

  void insertParts(T object) {
    for (String tag : tagsOf(object)) {
      dsl.insertInto(TAGS, RESOURCE_ID, TAG).values(idOf(object), tag).execute();
    }
  }

  void deleteParts(Collection<String> ids) {
    dsl.deleteFrom(TAGS).where(RESOURCE_ID.in(ids)).execute();
  }

  /** The tags of rows, by id, sorted. */
  Map<String, List<String>> tags(Collection<String> ids) {
    return parts(ids, TAGS, RESOURCE_ID, TAG, TAG);
  }

  /** Values of a table that hangs on this one, by the id that they hang on. */
  Map<String, List<String>> parts(
      Collection<String> ids, Table<?> of, Field<String> key, Field<String> value, Field<?> order) {
    Map<String, List<String>> values = new HashMap<>();
    if (!ids.isEmpty() && !bare) {
      List<String> wanted = Reading.padded(ids);
      List<Row> rows =
          reading.rows(
              PART,
              of.getName() + " " + key.getName() + " parts-" + wanted.size(),
              () ->
                  dsl.select(key, value)
                      .from(of)
                      .where(Reading.in(key, wanted.size()))
                      .orderBy(order),
              wanted);
      rows.forEach(row ->
          values
              .computeIfAbsent(row.get(PART_OF), _ -> new ArrayList<>())
              .add(row.get(PART_VALUE)));
    }
    return values;
  }

  List<String> ids(List<Row> rows) {
    return rows.stream().map(row -> row.get(id)).toList();
  }

  /** The attributes that all kinds have. */
  Map<String, Field<?>> commonAttributes() {
    Map<String, Field<?>> common = new HashMap<>();
    common.put("id", id);
    common.put("project_id", projectId);
    common.put("tenant_id", projectId);
    common.put("name", nameColumn);
    common.put("admin_state_up", enabled);
    common.put("created_at", createdAt);
    common.put("updated_at", updatedAt);
    common.put("provisioning_status", provisioningStatus);
    common.put("operating_status", operatingStatus);
    return common;
  }

  ProvisioningStatus provisioningOf(Row row) {
    return ProvisioningStatus.valueOf(row.get(provisioningStatus));
  }

  OperatingStatus operatingOf(Row row) {
    return OperatingStatus.valueOf(row.get(operatingStatus));
  }

  private List<T> select(String shape, Condition condition, List<String> values) {
    return records(
        reading.rows(
            columns(),
            tableName + " " + shape,
            () ->
                dsl.select(columns().fields())
                    .from(from())
                    .where(condition.and(visible()))
                    .orderBy(createdAt, id),
            values));
  }

  private Condition visible() {
    return noCondition().and(provisioningStatus.ne(inline(ProvisioningStatus.DELETED.name())));
  }
}
