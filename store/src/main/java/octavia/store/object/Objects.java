package octavia.store.object;

import static octavia.store.object.Rows.flag;
import static octavia.store.object.Rows.text;
import static octavia.store.object.Rows.time;
import static octavia.store.object.Rows.utc;
import static org.jooq.impl.DSL.field;
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

  Objects(DSLContext dsl, Supplier<Instant> now, String tableName) {
    this.dsl = dsl;
    this.now = now;
    this.table = table(name(tableName));
    this.id = text(tableName, "id");
    this.projectId = text(tableName, "project_id");
    this.nameColumn = text(tableName, "name");
    this.createdAt = time(tableName, "created_at");
    this.updatedAt = time(tableName, "updated_at");
    this.enabled = flag(tableName, "enabled");
    this.provisioningStatus = text(tableName, "provisioning_status");
    this.operatingStatus = text(tableName, "operating_status");
  }

  /** The object of that id. */
  public Optional<T> find(String wanted) {
    return select(id.eq(wanted)).stream().findFirst();
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
        dsl.select(columns()).from(from()).where(condition).orderBy(query.order(listing));
    return records(listing.limit() > 0 ? rows.limit(listing.limit()).fetch() : rows.fetch());
  }

  /** The children of a parent, by creation. */
  public List<T> of(String parentId) {
    return select(parent().eq(parentId));
  }

  /** The children of several parents, by creation. */
  public List<T> of(Collection<String> parentIds) {
    return parentIds.isEmpty() ? List.of() : select(parent().in(parentIds));
  }

  /** Ids of the children of several parents, by parent; a parent without any is absent. */
  public Map<String, List<String>> idsOf(Collection<String> parentIds) {
    Map<String, List<String>> ids = new HashMap<>();
    dsl.select(id, parent())
        .from(table)
        .where(parent().in(parentIds).and(visible()))
        .orderBy(createdAt, id)
        .forEach(
            row -> ids.computeIfAbsent(row.get(parent()), _ -> new ArrayList<>()).add(row.get(id)));
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
  abstract List<T> records(List<? extends Record> rows);

  /** The table, joined with what every row needs. */
  Table<?> from() {
    return table;
  }

  /** What {@link #records} reads. */
  List<Field<?>> columns() {
    return List.copyOf(columnsOf());
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
    if (!ids.isEmpty()) {
      dsl.select(key, value)
          .from(of)
          .where(key.in(ids))
          .orderBy(order)
          .forEach(row ->
              values.computeIfAbsent(row.get(key), _ -> new ArrayList<>()).add(row.get(value)));
    }
    return values;
  }

  List<String> ids(List<? extends Record> rows) {
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

  ProvisioningStatus provisioningOf(Record row) {
    return ProvisioningStatus.valueOf(row.get(provisioningStatus));
  }

  OperatingStatus operatingOf(Record row) {
    return OperatingStatus.valueOf(row.get(operatingStatus));
  }

  private List<T> select(Condition condition) {
    return records(
        dsl.select(columns())
            .from(from())
            .where(condition.and(visible()))
            .orderBy(createdAt, id)
            .fetch());
  }

  private Condition visible() {
    return noCondition().and(provisioningStatus.ne(ProvisioningStatus.DELETED.name()));
  }
}
