package octavia.store.offer;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/** Rows of {@code flavor} or {@code availability_zone}; the placeholder is not seen. */
public final class Offers {
  private static final Table<Record> LOAD_BALANCER = table(name("load_balancer"));
  private static final Field<String> LOAD_BALANCER_STATUS =
      field(name("load_balancer", "provisioning_status"), String.class);

  private final DSLContext dsl;
  private final Line line;
  private final Table<Record> table;
  private final Field<String> key;
  private final Field<String> nameColumn;
  private final Field<String> description;
  private final Field<Boolean> enabled;
  private final Field<String> profileId;
  private final Field<String> chosen;

  public Offers(DSLContext dsl, Line line) {
    this.dsl = dsl;
    this.line = line;
    this.table = table(name(line.table()));
    this.key = text(line.key());
    this.nameColumn = text("name");
    this.description = text("description");
    this.enabled = field(name(line.table(), "enabled"), Boolean.class);
    this.profileId = text(line.profileTable() + "_id");
    this.chosen = field(name("load_balancer", line.loadBalancerColumn()), String.class);
  }

  private Field<String> text(String column) {
    return field(name(line.table(), column), String.class);
  }

  /** The offer of that key. */
  public Optional<Offer> find(String wanted) {
    return dsl.select(columns())
        .from(table)
        .where(key.eq(wanted).and(visible()))
        .fetchOptional(this::offer);
  }

  /** As {@link #find}, and nobody else may change the row until the transaction ends. */
  public Optional<Offer> lock(String wanted) {
    dsl.select(key).from(table).where(key.eq(wanted)).forUpdate().fetch();
    return find(wanted);
  }

  /** True if an offer has that name, the placeholder included. */
  public boolean isNamed(String wanted) {
    return dsl.fetchExists(DSL.selectOne().from(table).where(nameColumn.eq(wanted)));
  }

  /** True if an offer has that profile. */
  public boolean usesProfile(String wanted) {
    return dsl.fetchExists(DSL.selectOne().from(table).where(profileId.eq(wanted)));
  }

  /**
   * A page of offers.
   *
   * @throws octavia.store.listing.ListingException if the listing names what does not exist
   */
  public List<Offer> list(Listing listing) {
    ListingQuery query = new ListingQuery(dsl, table, key, null, attributes());
    Condition condition = query.condition(dsl, listing).and(visible());
    SelectLimitStep<?> rows =
        dsl.select(columns()).from(table).where(condition).orderBy(query.order(listing));
    return (listing.limit() > 0 ? rows.limit(listing.limit()).fetch() : rows.fetch())
        .map(this::offer);
  }

  /** Writes a new row. */
  public void insert(Offer offer) {
    dsl.insertInto(table).set(values(offer)).execute();
  }

  /** Writes everything of the offer. */
  public void update(Offer offer) {
    dsl.update(table).set(values(offer)).where(key.eq(offer.key())).execute();
  }

  /**
   * Removes an offer that the caller has locked. Load balancers that are DELETED and chose it are
   * pointed to the placeholder.
   *
   * @return false if a load balancer has it; nothing is changed then
   */
  public boolean delete(String wanted) {
    Condition gone = LOAD_BALANCER_STATUS.eq(ProvisioningStatus.DELETED.name());
    Condition chose = chosen.eq(wanted);
    if (dsl.fetchExists(DSL.selectOne().from(LOAD_BALANCER).where(chose.andNot(gone)))) {
      return false;
    }
    if (dsl.fetchExists(DSL.selectOne().from(LOAD_BALANCER).where(chose))) {
      ensurePlaceholder();
      dsl.update(LOAD_BALANCER).set(chosen, Offer.PLACEHOLDER).where(chose.and(gone)).execute();
    }
    dsl.deleteFrom(table).where(key.eq(wanted)).execute();
    return true;
  }

  /** The schema's migrations make it; one that another program has removed is made anew. */
  private void ensurePlaceholder() {
    if (!dsl.fetchExists(DSL.selectOne().from(table).where(key.eq(Offer.PLACEHOLDER)))) {
      insert(
          new Offer(Offer.PLACEHOLDER, Offer.PLACEHOLDER, "Placeholder", false, Offer.PLACEHOLDER));
    }
  }

  /** Whatever has the placeholder's profile is one. */
  private Condition visible() {
    return key.ne(Offer.PLACEHOLDER).and(profileId.ne(Offer.PLACEHOLDER));
  }

  private Map<String, Field<?>> attributes() {
    Map<String, Field<?>> attributes = new LinkedHashMap<>();
    attributes.put(line.key(), key);
    attributes.put("name", nameColumn);
    attributes.put("description", description);
    attributes.put("admin_state_up", enabled); // what listings call every column of that name
    attributes.put(line.profileTable() + "_id", profileId);
    return attributes;
  }

  private List<Field<?>> columns() {
    return List.copyOf(attributes().values());
  }

  private Map<Field<?>, @Nullable Object> values(Offer offer) {
    Map<Field<?>, @Nullable Object> values = new LinkedHashMap<>();
    values.put(nameColumn, offer.name());
    values.put(key, offer.key()); // a zone's name
    values.put(description, offer.description());
    values.put(enabled, offer.enabled());
    values.put(profileId, offer.profileId());
    return values;
  }

  private Offer offer(Record row) {
    @Nullable String text = row.get(description);
    return new Offer(
        row.get(key),
        row.get(nameColumn),
        text == null ? "" : text,
        row.get(enabled),
        row.get(profileId));
  }
}
