package octavia.store.object;

import static octavia.store.object.Rows.flag;
import static octavia.store.object.Rows.text;
import static octavia.store.object.Rows.time;
import static octavia.store.object.Rows.utc;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.nullif;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;

import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import octavia.model.OperatingStatus;
import octavia.model.ProvisioningStatus;
import octavia.store.listing.Listing;
import octavia.store.listing.ListingException;
import octavia.store.listing.ListingQuery;
import octavia.store.object.Reading.Piece;
import octavia.store.object.Reading.Place;
import octavia.store.statement.Columns;
import octavia.store.statement.Row;
import octavia.store.statement.Sql;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.SelectLimitStep;
import org.jooq.SortField;
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

  /** The tags of a row, sorted. */
  static final Part TAGGED = new Part(TAGS, RESOURCE_ID, List.of(TAG), noCondition(), List.of(TAG));

  private static final Parts TAGS_ONLY = new Parts("tags", List.of(TAGGED));

  /** What something hangs on and what hangs there, whatever the columns are called. */
  static final Field<String> PART_OF = field(name("part_of"), String.class);

  static final Field<String> PART_VALUE = field(name("part_value"), String.class);

  /** What is alike in all tables, made once for each: names are parsed. */
  private static final Map<String, Common> COMMON = new ConcurrentHashMap<>();

  /** What {@link #records} reads, by table. */
  private static final Map<String, Columns> COLUMNS = new ConcurrentHashMap<>();

  /** Rows of a page that are named at less cost than their range is looked at. */
  private static final int FEW = 16;

  /** Earlier than any row of any database. */
  private static final String EARLIEST = "1000-01-01 00:00:00";

  /** The statuses of rows that are seen. */
  private static final Set<ProvisioningStatus> SEEN =
      EnumSet.complementOf(EnumSet.of(ProvisioningStatus.DELETED));

  private static final Name ON_PAGE = name("on_page");

  /** The ids alone, by table. */
  private static final Map<String, Columns> IDS = new ConcurrentHashMap<>();

  /** What a place is made of, by table. */
  private static final Map<String, Columns> PLACES = new ConcurrentHashMap<>();

  static final Columns PART = new Columns(List.of(PART_OF, PART_VALUE));

  private static final Columns KEY = new Columns(List.of(PART_OF));

  /** The columns of rows with what hangs on them, by table and what that is. */
  private static final Map<String, Columns> LAYOUTS = new ConcurrentHashMap<>();

  private final String tableName;
  final Sql sql;
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

  Objects(Sql sql, Supplier<Instant> now, String tableName) {
    this.sql = sql;
    this.now = now;
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

  /** The object of that id. */
  public Optional<T> find(String wanted) {
    return records(one(wanted, parts())).stream().findFirst();
  }

  /**
   * As {@link #find}, and no other transaction may change or lock the row until this one ends. The
   * caller writes the row.
   */
  public Optional<T> lock(String wanted) {
    return hold(wanted) ? find(wanted) : Optional.empty();
  }

  /** As {@link #lock}, for a caller that need not know what is in the row; false without one. */
  public boolean hold(String wanted) {
    return sql.row(
            KEY,
            tableName + " hold",
            () -> sql.dsl().select(id).from(table).where(id.eq("").and(visible())).forUpdate(),
            wanted)
        .isPresent();
  }

  /**
   * The next piece of a listing.
   *
   * @throws octavia.store.listing.ListingException if the listing names what does not exist
   */
  public Piece<T> list(Reading reading) {
    Page page = next(reading, parts());
    return new Piece<>(records(page), page.rest(), page.isFull());
  }

  /**
   * All objects of a listing.
   *
   * @throws octavia.store.listing.ListingException if the listing names what does not exist
   */
  public List<T> list(Listing listing) {
    List<T> all = new ArrayList<>();
    Optional<Reading> left = Optional.of(Reading.of(listing));
    while (left.isPresent()) {
      Piece<T> piece = list(left.get());
      all.addAll(piece.objects());
      left = piece.rest();
    }
    return all;
  }

  /** The children of a parent, by creation. */
  public List<T> of(String parentId) {
    return records(children("of", parent().eq(""), List.of(parentId)));
  }

  /** The children of several parents, those of each by creation. */
  public List<T> of(Collection<String> parentIds) {
    List<T> children = new ArrayList<>();
    for (List<String> list : Sql.lists(parentIds)) {
      children.addAll(records(children("of-" + list.size(), Sql.in(parent(), list.size()), list)));
    }
    return children;
  }

  private Page children(String shape, Condition condition, List<String> values) {
    if (!sql.mixesCollations()) {
      return read(shape, condition, values, parts(), part -> below(part, condition));
    }
    List<Row> rows =
        sql.rows(
            columns(), tableName + " " + shape, () -> query(columns().fields(), condition), values);
    Page page = hung(ids(rows), tableName, parts());
    rows.forEach(page::add);
    return page;
  }

  private Condition below(Part part, Condition condition) {
    return part.owner().in(select(id).from(table).where(condition));
  }

  /** Ids of the children of several parents, by parent; a parent without any is absent. */
  public Map<String, List<String>> idsOf(Collection<String> parentIds) {
    Map<String, List<String>> ids = new HashMap<>();
    for (List<String> list : Sql.lists(parentIds)) {
      List<Row> rows =
          sql.rows(
              PART,
              tableName + " ids-of-" + list.size(),
              () ->
                  sql.dsl()
                      .select(parent(), id)
                      .from(table)
                      .where(Sql.in(parent(), list.size()).and(visible()))
                      .orderBy(createdAt, id),
              list);
      rows.forEach(row ->
          ids.computeIfAbsent(row.get(PART_OF), _ -> new ArrayList<>()).add(row.get(PART_VALUE)));
    }
    return ids;
  }

  /** Writes a new row. */
  public void insert(T object) {
    insert(List.of(object));
  }

  /** Writes new rows. */
  public void insert(Collection<T> objects) {
    if (!objects.isEmpty()) {
      List<Map<Field<?>, @Nullable Object>> rows = objects.stream().map(this::values).toList();
      sql.insert(table, rows.getFirst().keySet(), rows.stream().map(Map::values).toList());
      insertParts(objects);
    }
  }

  /** Writes everything of the object but its statuses, and that it was changed now. */
  public void update(T object) {
    Map<Field<?>, @Nullable Object> values = new LinkedHashMap<>(values(object));
    values.remove(createdAt);
    values.remove(provisioningStatus);
    values.remove(operatingStatus);
    values.put(updatedAt, utc(now.get()));
    sql.update(table, values, "id", id.eq(""), List.of(idOf(object)));
    deleteParts(List.of(idOf(object)));
    insertParts(List.of(object));
  }

  /** Sets the provisioning status of objects. */
  public void provisioning(Collection<String> ids, ProvisioningStatus status) {
    Map<Field<?>, @Nullable Object> values = new LinkedHashMap<>();
    values.put(provisioningStatus, status.name());
    values.put(updatedAt, utc(now.get()));
    set(ids, values);
  }

  /** Sets the operating status of objects; the time of change stays, as it tells of intent. */
  public void operating(Collection<String> ids, OperatingStatus status) {
    Map<Field<?>, @Nullable Object> values = new LinkedHashMap<>();
    values.put(operatingStatus, status.name());
    set(ids, values);
  }

  private void set(Collection<String> ids, Map<Field<?>, @Nullable Object> values) {
    for (List<String> list : Sql.lists(ids)) {
      sql.update(table, values, "id-" + list.size(), Sql.in(id, list.size()), list);
    }
  }

  /** Removes rows and what hangs on them. */
  public void delete(Collection<String> ids) {
    deleteParts(ids);
    sql.delete(table, id, ids);
  }

  /** The kind's attributes as the API spells them, and their columns. */
  abstract Map<String, Field<?>> attributes();

  /** The attributes that hold several values, by each of which a list can be filtered. */
  Map<String, ListingQuery.Values> lists() {
    return Map.of();
  }

  /** The column that names the object above. */
  abstract Field<String> parent();

  /** The columns of a new row. */
  abstract Map<Field<?>, @Nullable Object> values(T object);

  abstract String idOf(T object);

  abstract List<String> tagsOf(T object);

  /** Records out of rows. */
  abstract List<T> records(Page page);

  /** True if rows stay for a while as DELETED; those of other kinds are removed. */
  boolean staysAsDeleted() {
    return false;
  }

  /** What hangs on the rows and belongs to the records. */
  Parts parts() {
    return TAGS_ONLY;
  }

  /** The table, joined with what every row needs. */
  private Table<?> from() {
    return needed(table);
  }

  /** Rows of the table, joined with what every one needs. */
  Table<?> needed(Table<?> rows) {
    return rows;
  }

  private Columns idColumn() {
    return IDS.computeIfAbsent(tableName, _ -> new Columns(List.of(id)));
  }

  private Columns columns() {
    return COLUMNS.computeIfAbsent(tableName, _ -> new Columns(columnsOf()));
  }

  abstract Collection<Field<?>> columnsOf();

  void insertParts(Collection<T> objects) {
    insertParts(objects, TAGS, List.of(RESOURCE_ID, TAG), this::tagsOf);
  }

  /** Writes what hangs on objects: each's id, and a value. */
  void insertParts(
      Collection<T> objects,
      Table<?> into,
      List<Field<?>> columns,
      Function<T, ? extends Collection<String>> values) {
    List<List<?>> rows = new ArrayList<>();
    for (T object : objects) {
      values.apply(object).forEach(value -> rows.add(List.of(idOf(object), value)));
    }
    sql.insert(into, columns, rows);
  }

  void deleteParts(Collection<String> ids) {
    sql.delete(TAGS, RESOURCE_ID, ids);
  }

  /** The row of that id and what hangs on it. */
  Page one(String wanted, Parts with) {
    return read("one", id.eq(""), List.of(wanted), with, part -> part.owner().eq(""));
  }

  /** The next rows of a listing, and what hangs on them. */
  Page next(Reading reading, Parts with) {
    return switch (reading) {
      case Reading.Beginning(Listing listing) when listing.isPlain() ->
          plain(listing, Optional.empty(), with);
      case Reading.Beginning(Listing listing) when listing.isPlainAfterMarker() ->
          afterMarker(listing, listing.marker().orElseThrow(), with);
      case Reading.Beginning(Listing listing) -> other(listing, with);
      case Reading.After(Listing listing, Place last) -> plain(listing, Optional.of(last), with);
      case Reading.Beside(Listing listing, Set<String> read) -> {
        List<String> all = ids(sql.rows(idColumn(), query(listing, Optional.empty(), idColumn())));
        List<String> left = all.stream().filter(each -> !read.contains(each)).toList();
        yield named(left, all.size() >= listing.limit(), with);
      }
      case Reading.Named(List<String> ids, boolean full) -> named(ids, full, with);
    };
  }

  private Page plain(Listing listing, Optional<Place> after, Parts with) {
    Listing piece = piece(listing);
    List<Row> rows = plain(piece, after);
    if (rows.isEmpty()) {
      return page(listing, rows, new Page());
    }
    Optional<Place> first = place(rows.getFirst());
    Optional<Place> last = place(rows.getLast());
    if (first.isEmpty() || last.isEmpty()) {
      return page(listing, rows, hung(ids(rows), tableName, with));
    }
    Page page =
        rows.size() > FEW && sql.findsByRange()
            ? hung(piece, first.get(), last.get(), with)
            : hung(ids(rows), tableName, with);
    rows.forEach(page::add);
    int left = listing.limit() - rows.size();
    if (rows.size() == piece.limit() && left != 0) {
      page.rest(new Reading.After(listing.limitedTo(Math.max(0, left)), last.get()));
    }
    page.full(rows.size() >= listing.limit());
    return page;
  }

  /** The marker may be DELETED by now. */
  private Page afterMarker(Listing listing, String marker, Parts with) {
    Row row =
        sql.row(
                placeColumns(),
                tableName + " place",
                () -> sql.dsl().select(createdAt, id).from(table).where(id.eq("")),
                marker)
            .orElseThrow(() -> new ListingException(ListingException.Kind.UNKNOWN_MARKER, marker));
    Optional<Place> place = place(row);
    return place.isPresent() ? plain(listing.withoutMarker(), place, with) : other(listing, with);
  }

  private Columns placeColumns() {
    return PLACES.computeIfAbsent(tableName, _ -> new Columns(List.of(createdAt, id)));
  }

  private Page other(Listing listing, Parts with) {
    List<Row> rows = sql.rows(columns(), query(piece(listing), Optional.empty(), columns()));
    return page(listing, rows, hung(ids(rows), tableName, with));
  }

  private static Listing piece(Listing listing) {
    int limit = listing.limit();
    return limit == 0 || limit > Reading.PIECE ? listing.limitedTo(Reading.PIECE) : listing;
  }

  private Page page(Listing listing, List<Row> rows, Page page) {
    rows.forEach(page::add);
    if (rows.size() == Reading.PIECE && listing.limit() != Reading.PIECE) {
      page.rest(new Reading.Beside(listing, Set.copyOf(ids(rows))));
    }
    page.full(rows.size() >= listing.limit());
    return page;
  }

  private List<String> ids(List<Row> rows) {
    return rows.stream().map(row -> row.get(id)).toList();
  }

  /** Empty for a row without a time, which only another program can have made. */
  private Optional<Place> place(Row row) {
    @Nullable LocalDateTime created = row.get(createdAt);
    return created == null ? Optional.empty() : Optional.of(new Place(created, row.get(id)));
  }

  /** Rows by their ids and what hangs on them; those that are gone are left out. */
  private Page named(List<String> ids, boolean full, Parts with) {
    if (ids.isEmpty()) {
      Page none = new Page();
      none.full(full);
      return none;
    }
    List<String> wanted = ids.subList(0, Math.min(Reading.PIECE, ids.size()));
    List<String> list = Sql.lists(wanted).getFirst();
    Condition condition = Sql.in(id, list.size());
    Page page =
        read("id-" + list.size(), condition, list, with, part -> Sql.in(part.owner(), list.size()));
    Map<String, Integer> places = new HashMap<>();
    wanted.forEach(each -> places.put(each, places.size()));
    page.sort(Comparator.comparing(row -> places.getOrDefault(row.get(id), places.size())));
    if (wanted.size() < ids.size()) {
      page.rest(new Reading.Named(ids.subList(wanted.size(), ids.size()), full));
    }
    page.full(full);
    return page;
  }

  /** A listing whose text is the same each time. */
  private List<Row> plain(Listing listing, Optional<Place> after) {
    List<Object> values = new ArrayList<>();
    listing.projectId().ifPresent(values::add);
    listing.parentId().ifPresent(values::add);
    after.map(this::afterValues).ifPresent(values::addAll);
    values.add((long) listing.limit());
    if (staysAsDeleted()) {
      values = repeated(values, SEEN.size());
      values.add((long) listing.limit());
    }
    String shape =
        tableName
            + " list"
            + belonging(listing)
            + (after.isPresent() ? " after" : "")
            + (listing.limit() > FEW ? "" : " few");
    return sql.rows(columns(), shape, () -> query(listing, after, columns()), values);
  }

  private static String belonging(Listing listing) {
    return (listing.projectId().isPresent() ? " project" : "")
        + (listing.parentId().isPresent() ? " parent" : "");
  }

  private Select<?> query(Listing listing, Optional<Place> after, Columns wanted) {
    if (listing.isPlain() && staysAsDeleted()) {
      return byStatus(listing, after, wanted);
    }
    DSLContext dsl = sql.dsl();
    ListingQuery query = new ListingQuery(sql, from(), id, createdAt, attributes(), lists());
    Condition condition = belonging(query.condition(dsl, listing).and(visible()), listing);
    if (after.isPresent()) {
      condition = condition.and(after(after.get()));
    } else if (listing.isPlain() && listing.limit() > FEW && sql.sortsRatherThanWalks()) {
      condition =
          condition.and(
              createdAt.isNull().or(DSL.condition("{0} >= {1}", createdAt, inline(EARLIEST))));
    }
    return limited(
        dsl.select(wanted.fields()).from(from()).where(condition).orderBy(query.order(listing)),
        listing);
  }

  /**
   * A page where thousands of rows may be DELETED: of each other status as many as the page has,
   * from an index, and of these the first. A walk over the index of times reads all that was
   * deleted before the page's first row.
   */
  private Select<?> byStatus(Listing listing, Optional<Place> after, Columns wanted) {
    DSLContext dsl = sql.dsl();
    List<SortField<?>> order =
        new ListingQuery(dsl, table, id, createdAt, attributes()).order(listing);
    // All columns of the index, since H2 finds it by them; the first of them are the same anyway.
    List<SortField<?>> whole = new ArrayList<>();
    listing.projectId().ifPresent(_ -> whole.add(projectId.asc()));
    whole.add(provisioningStatus.asc());
    whole.addAll(order);
    @Nullable Select<Record1<String>> ids = null;
    for (ProvisioningStatus status : SEEN) {
      Condition condition = belonging(provisioningStatus.eq(inline(status.name())), listing);
      Select<Record1<String>> some =
          limited(
              select(id.as(ON_PAGE))
                  .from(table)
                  .where(after.map(this::after).map(condition::and).orElse(condition))
                  .orderBy(whole),
              listing);
      ids = ids == null ? some : ids.unionAll(some);
    }
    Table<?> page = java.util.Objects.requireNonNull(ids).asTable(name("page"));
    return limited(
        dsl.select(wanted.fields())
            .from(needed(page.join(table).on(id.eq(field(name("page", "on_page"), String.class)))))
            .orderBy(order),
        listing);
  }

  /** Thousands of rows between two of a page may be DELETED, and are not to be looked at. */
  private Condition living() {
    return staysAsDeleted()
        ? provisioningStatus.in(SEEN.stream().map(status -> inline(status.name())).toList())
        : noCondition();
  }

  private static <R extends Record> Select<R> limited(SelectLimitStep<R> select, Listing listing) {
    return listing.limit() > 0 ? select.limit(listing.limit()) : select;
  }

  private Condition after(Place place) {
    return sql.comparesRows()
        ? DSL.row(createdAt, id).gt(place.createdAt(), place.id())
        : bounded(
            place,
            createdAt.ge(place.createdAt()),
            createdAt.gt(place.createdAt()),
            id.gt(place.id()));
  }

  private List<Object> afterValues(Place place) {
    return sql.comparesRows() ? List.of(place.createdAt(), place.id()) : bounds(place);
  }

  /** From a row on, that row included. */
  private Condition from(Place place) {
    return bounded(
        place, createdAt.ge(place.createdAt()), createdAt.gt(place.createdAt()), id.ge(place.id()));
  }

  /** Up to a row, that row included. */
  private Condition upTo(Place place) {
    return bounded(
        place, createdAt.le(place.createdAt()), createdAt.lt(place.createdAt()), id.le(place.id()));
  }

  /** The time's own bound stands apart, so that an index is read from there on. */
  private Condition bounded(Place place, Condition bound, Condition beyond, Condition sameTime) {
    return bound.and(beyond.or(createdAt.eq(place.createdAt()).and(sameTime)));
  }

  /** The values of such a condition. */
  private static List<Object> bounds(Place place) {
    return List.of(place.createdAt(), place.createdAt(), place.createdAt(), place.id());
  }

  private Condition belonging(Condition condition, Listing listing) {
    Condition whole = condition;
    if (listing.projectId().isPresent()) {
      whole = whole.and(projectId.eq(listing.projectId().get()));
    }
    if (listing.parentId().isPresent()) {
      whole = whole.and(parent().eq(listing.parentId().get()));
    }
    return whole;
  }

  /**
   * What hangs on the rows of a plain listing from one to another, where rows are better found by
   * their range.
   */
  private Page hung(Listing listing, Place first, Place last, Parts with) {
    Hung hung = new Hung(sql, with);
    Columns layout =
        LAYOUTS.computeIfAbsent(tableName + " " + with.name(), _ -> Hung.layout(List.of(), with));
    List<Object> values = new ArrayList<>(bounds(first));
    values.addAll(bounds(last));
    listing.projectId().ifPresent(values::add);
    listing.parentId().ifPresent(values::add);
    Supplier<Select<?>> query =
        () -> {
          Condition between = belonging(living().and(from(first)).and(upTo(last)), listing);
          return hung.query(part -> below(part, between));
        };
    return hung.page(
        sql.rows(
            layout,
            tableName + " hung " + with.name() + " between" + belonging(listing),
            query,
            repeated(values, with.all().size())));
  }

  /** What hangs on rows, read by one statement for a page of them. */
  Page hung(Collection<String> ids, String what, Parts with) {
    Hung hung = new Hung(sql, with);
    Columns layout =
        LAYOUTS.computeIfAbsent(what + " " + with.name(), _ -> Hung.layout(List.of(), with));
    List<Row> rows = new ArrayList<>();
    for (List<String> list : Sql.lists(ids)) {
      rows.addAll(
          sql.rows(
              layout,
              what + " hung " + with.name() + "-" + list.size(),
              () -> hung.query(part -> Sql.in(part.owner(), list.size())),
              repeated(list, with.all().size())));
    }
    return hung.page(rows);
  }

  private Page read(
      String shape,
      Condition condition,
      List<String> values,
      Parts with,
      Function<Part, Condition> owned) {
    Hung hung = new Hung(sql, with);
    return hung.page(
        sql.rows(
            LAYOUTS.computeIfAbsent(
                tableName + "+" + with.name(), _ -> Hung.layout(columns().fields(), with)),
            tableName + " " + shape + " with " + with.name(),
            () -> hung.query(columns().fields(), fields -> query(fields, condition), owned),
            repeated(values, with.all().size() + 1)));
  }

  private Select<Record> query(List<? extends Field<?>> fields, Condition condition) {
    return sql.dsl()
        .select(fields)
        .from(from())
        .where(condition.and(visible()))
        .orderBy(createdAt, id)
        .limit(inline(Hung.MANY));
  }

  private static List<Object> repeated(List<?> values, int times) {
    List<Object> all = new ArrayList<>(values.size() * times);
    for (int i = 0; i < times; i++) {
      all.addAll(values);
    }
    return all;
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

  private Condition visible() {
    return isVisible(provisioningStatus);
  }

  /**
   * Said so that no index of statuses answers it: nearly all rows fulfil it, and a database that
   * found them by their status would then sort them all for the sake of a page.
   */
  static Condition isVisible(Field<String> provisioningStatus) {
    return nullif(provisioningStatus, inline(ProvisioningStatus.DELETED.name())).isNotNull();
  }
}
