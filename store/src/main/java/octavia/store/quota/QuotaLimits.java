package octavia.store.quota;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.util.HashMap;
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
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * The limits that operators have set, a row a project. They stand beside the counters of {@link
 * Quotas}, which nothing here touches.
 */
public final class QuotaLimits {
  /** What can be limited, in the words of the table. */
  public static final List<String> RESOURCES =
      List.of(
          "load_balancer", "listener", "member", "pool", "health_monitor", "l7policy", "l7rule");

  private static final Table<Record> QUOTAS = table(name("quotas"));
  private static final Field<String> PROJECT_ID = field(name("quotas", "project_id"), String.class);

  private final DSLContext dsl;

  /**
   * The limits of a project.
   *
   * @param own by resource; one that is absent has the default
   */
  public record Limits(String projectId, Map<String, Integer> own) {
    public Limits {
      own = Map.copyOf(own);
    }
  }

  public QuotaLimits(DSLContext dsl) {
    this.dsl = dsl;
  }

  /** What is set for a project; empty if it has no row. */
  public Optional<Limits> find(String projectId) {
    return dsl.select(columns())
        .from(QUOTAS)
        .where(PROJECT_ID.eq(projectId))
        .fetchOptional(QuotaLimits::limits);
  }

  /**
   * A page of projects that have a row.
   *
   * @throws octavia.store.listing.ListingException if the listing names what does not exist
   */
  public List<Limits> list(Listing listing) {
    ListingQuery query = new ListingQuery(dsl, QUOTAS, PROJECT_ID, null, attributes());
    Condition condition = query.condition(dsl, listing);
    if (listing.projectId().isPresent()) {
      condition = condition.and(PROJECT_ID.eq(listing.projectId().get()));
    }
    SelectLimitStep<?> rows =
        dsl.select(columns()).from(QUOTAS).where(condition).orderBy(query.order(listing));
    return (listing.limit() > 0 ? rows.limit(listing.limit()).fetch() : rows.fetch())
        .map(QuotaLimits::limits);
  }

  /** Sets limits; null gives a resource its default, one that is not named keeps what it has. */
  public void set(String projectId, Map<String, @Nullable Integer> limits) {
    // First the row that is there, if it is: two that insert first would wait for each other.
    if (update(projectId, limits) == 0) {
      dsl.insertInto(QUOTAS, PROJECT_ID)
          .values(projectId)
          .onConflict(PROJECT_ID)
          .doNothing()
          .execute();
      update(projectId, limits);
    }
  }

  private int update(String projectId, Map<String, @Nullable Integer> limits) {
    if (limits.isEmpty()) {
      return 0;
    }
    Map<Field<?>, @Nullable Object> values = new LinkedHashMap<>();
    limits.forEach((resource, limit) -> values.put(column(resource), limit));
    return dsl.update(QUOTAS).set(values).where(PROJECT_ID.eq(projectId)).execute();
  }

  /**
   * Gives every resource its default; the counters stay.
   *
   * @return false if the project has no row
   */
  public boolean reset(String projectId) {
    if (dsl.select(PROJECT_ID)
        .from(QUOTAS)
        .where(PROJECT_ID.eq(projectId))
        .forUpdate()
        .fetch()
        .isEmpty()) {
      return false;
    }
    Map<Field<?>, @Nullable Object> values = new LinkedHashMap<>();
    RESOURCES.forEach(resource -> values.put(column(resource), null));
    dsl.update(QUOTAS).set(values).where(PROJECT_ID.eq(projectId)).execute();
    return true;
  }

  private static Map<String, Field<?>> attributes() {
    Map<String, Field<?>> attributes = new HashMap<>();
    attributes.put("project_id", PROJECT_ID);
    attributes.put("loadbalancer", column("load_balancer"));
    attributes.put("healthmonitor", column("health_monitor"));
    RESOURCES.forEach(resource -> attributes.put(resource, column(resource)));
    return attributes;
  }

  private static List<Field<?>> columns() {
    List<Field<?>> columns = new java.util.ArrayList<>();
    columns.add(PROJECT_ID);
    RESOURCES.forEach(resource -> columns.add(column(resource)));
    return columns;
  }

  private static Field<Integer> column(String resource) {
    return DSL.field(name("quotas", resource), Integer.class);
  }

  private static Limits limits(Record row) {
    Map<String, Integer> own = new HashMap<>();
    for (String resource : RESOURCES) {
      @Nullable Integer limit = row.get(column(resource));
      if (limit != null) {
        own.put(resource, limit);
      }
    }
    return new Limits(row.get(PROJECT_ID), own);
  }
}
