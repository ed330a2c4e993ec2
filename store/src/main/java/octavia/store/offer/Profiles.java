package octavia.store.offer;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import octavia.store.listing.Listing;
import octavia.store.listing.ListingQuery;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectLimitStep;
import org.jooq.Table;

/**
 * Rows of {@code flavor_profile} or {@code availability_zone_profile}; the placeholder is not seen.
 */
public final class Profiles {
  private final DSLContext dsl;
  private final Line line;
  private final Table<Record> table;
  private final Field<String> id;
  private final Field<String> nameColumn;
  private final Field<String> providerName;
  private final Field<String> data;

  public Profiles(DSLContext dsl, Line line) {
    this.dsl = dsl;
    this.line = line;
    this.table = table(name(line.profileTable()));
    this.id = text("id");
    this.nameColumn = text("name");
    this.providerName = text("provider_name");
    this.data = text(line.data());
  }

  private Field<String> text(String column) {
    return field(name(line.profileTable(), column), String.class);
  }

  /** The profile of that id. */
  public Optional<Profile> find(String wanted) {
    return dsl.select(columns())
        .from(table)
        .where(id.eq(wanted).and(visible()))
        .fetchOptional(this::profile);
  }

  /** As {@link #find}, and nobody else may change the row until the transaction ends. */
  public Optional<Profile> lock(String wanted) {
    dsl.select(id).from(table).where(id.eq(wanted)).forUpdate().fetch();
    return find(wanted);
  }

  /**
   * A page of profiles.
   *
   * @throws octavia.store.listing.ListingException if the listing names what does not exist
   */
  public List<Profile> list(Listing listing) {
    ListingQuery query = new ListingQuery(dsl, table, id, null, attributes());
    Condition condition = query.condition(dsl, listing).and(visible());
    SelectLimitStep<?> rows =
        dsl.select(columns()).from(table).where(condition).orderBy(query.order(listing));
    return (listing.limit() > 0 ? rows.limit(listing.limit()).fetch() : rows.fetch())
        .map(this::profile);
  }

  /** Writes a new row. */
  public void insert(Profile profile) {
    dsl.insertInto(table).set(values(profile)).execute();
  }

  /** Writes everything of the profile. */
  public void update(Profile profile) {
    dsl.update(table).set(values(profile)).where(id.eq(profile.id())).execute();
  }

  /** Removes a profile that no offer has. */
  public void delete(String wanted) {
    dsl.deleteFrom(table).where(id.eq(wanted)).execute();
  }

  private Condition visible() {
    return id.ne(Offer.PLACEHOLDER);
  }

  private Map<String, Field<?>> attributes() {
    Map<String, Field<?>> attributes = new LinkedHashMap<>();
    attributes.put("id", id);
    attributes.put("name", nameColumn);
    attributes.put("provider_name", providerName);
    attributes.put(line.data(), data);
    return attributes;
  }

  private List<Field<?>> columns() {
    return List.copyOf(attributes().values());
  }

  private Map<Field<?>, Object> values(Profile profile) {
    Map<Field<?>, Object> values = new LinkedHashMap<>();
    values.put(id, profile.id());
    values.put(nameColumn, profile.name());
    values.put(providerName, profile.providerName());
    values.put(data, profile.data());
    return values;
  }

  private Profile profile(Record row) {
    return new Profile(row.get(id), row.get(nameColumn), row.get(providerName), row.get(data));
  }
}
