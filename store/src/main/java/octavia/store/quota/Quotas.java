package octavia.store.quota;

import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.greatest;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import octavia.store.object.Kind;
import octavia.store.statement.Columns;
import octavia.store.statement.Row;
import octavia.store.statement.Sql;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/** How many objects each project has, and may have. */
public final class Quotas {
  private static final Table<Record> QUOTAS = table(name("quotas"));
  private static final Field<String> PROJECT_ID = field(name("quotas", "project_id"), String.class);

  /** A limit that is none. */
  public static final int UNLIMITED = -1;

  private static final Map<Kind, Counted> COUNTED = new EnumMap<>(Kind.class);

  static {
    for (Kind kind : Kind.values()) {
      Field<Integer> inUse = field(name("in_use_" + kind.quotaName()), Integer.class);
      Field<Integer> limit = field(name(kind.quotaName()), Integer.class);
      COUNTED.put(kind, new Counted(inUse, limit, new Columns(List.of(inUse, limit))));
    }
  }

  private final Sql sql;

  /** The columns of a kind. */
  private record Counted(Field<Integer> inUse, Field<Integer> limit, Columns columns) {
    static Counted of(Kind kind) {
      return Objects.requireNonNull(COUNTED.get(kind));
    }
  }

  public Quotas(Sql sql) {
    this.sql = sql;
  }

  /**
   * Counts {@code count} more objects, if the project's limit allows. Locks the project's row.
   *
   * @param defaultLimit where the project has none of its own; {@link #UNLIMITED} for no limit
   * @return false if the limit would be passed; nothing is counted then
   */
  public boolean reserve(String projectId, Kind kind, int count, int defaultLimit) {
    add(projectId, kind, count);
    Counted counted = Counted.of(kind);
    Row row =
        sql.row(
                counted.columns,
                "quota of " + kind,
                () ->
                    sql.dsl()
                        .select(counted.columns.fields())
                        .from(QUOTAS)
                        .where(PROJECT_ID.eq("")),
                projectId)
            .orElseThrow();
    @Nullable Integer own = row.get(counted.limit);
    int allowed = own == null ? defaultLimit : own;
    if (allowed == UNLIMITED || row.get(counted.inUse) <= allowed) {
      return true;
    }
    release(projectId, kind, count);
    return false;
  }

  /** Counts {@code count} more objects, whatever the project's limit. */
  public void add(String projectId, Kind kind, int count) {
    Field<Integer> inUse = Counted.of(kind).inUse;
    // The row is there but for a project's first object, and is locked for good at the first touch:
    // two that insert, and only then update, would wait for each other.
    if (count(projectId, inUse, count) == 0) {
      sql.dsl()
          .insertInto(QUOTAS, PROJECT_ID)
          .values(projectId)
          .onConflict(PROJECT_ID)
          .doNothing()
          .execute();
      count(projectId, inUse, count);
    }
  }

  private int count(String projectId, Field<Integer> inUse, int count) {
    return sql.execute(
        "quota count " + inUse.getName(),
        () ->
            sql.dsl()
                .update(QUOTAS)
                .set(inUse, coalesce(inUse, inline(0)).plus(0))
                .where(PROJECT_ID.eq("")),
        count,
        projectId);
  }

  /** Counts {@code count} objects less. */
  public void release(String projectId, Kind kind, int count) {
    Field<Integer> inUse = Counted.of(kind).inUse;
    sql.execute(
        "quota release " + inUse.getName(),
        () ->
            sql.dsl()
                .update(QUOTAS)
                .set(inUse, greatest(coalesce(inUse, inline(0)).minus(0), inline(0)))
                .where(PROJECT_ID.eq("")),
        count,
        projectId);
  }

  /** How many the project has. */
  public int inUse(String projectId, Kind kind) {
    Field<Integer> inUse = Counted.of(kind).inUse;
    return sql.dsl()
        .select(inUse)
        .from(QUOTAS)
        .where(PROJECT_ID.eq(projectId))
        .fetchOptional(inUse)
        .orElse(0);
  }
}
