package octavia.store.quota;

import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.greatest;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import octavia.store.object.Kind;
import org.jooq.DSLContext;
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

  private final DSLContext dsl;

  public Quotas(DSLContext dsl) {
    this.dsl = dsl;
  }

  /**
   * Counts {@code count} more objects, if the project's limit allows. Locks the project's row.
   *
   * @param defaultLimit where the project has none of its own; {@link #UNLIMITED} for no limit
   * @return false if the limit would be passed; nothing is counted then
   */
  public boolean reserve(String projectId, Kind kind, int count, int defaultLimit) {
    add(projectId, kind, count);
    Field<Integer> inUse = inUse(kind);
    Field<Integer> limit = field(name(kind.quotaName()), Integer.class);
    Record row =
        dsl.select(inUse, limit).from(QUOTAS).where(PROJECT_ID.eq(projectId)).fetchSingle();
    @Nullable Integer own = row.get(limit);
    int allowed = own == null ? defaultLimit : own;
    if (allowed == UNLIMITED || row.get(inUse) <= allowed) {
      return true;
    }
    release(projectId, kind, count);
    return false;
  }

  /** Counts {@code count} more objects, whatever the project's limit. */
  public void add(String projectId, Kind kind, int count) {
    Field<Integer> inUse = inUse(kind);
    // The row is there but for a project's first object, and is locked for good at the first touch:
    // two that insert, and only then update, would wait for each other.
    if (count(projectId, inUse, count) == 0) {
      dsl.insertInto(QUOTAS, PROJECT_ID)
          .values(projectId)
          .onConflict(PROJECT_ID)
          .doNothing()
          .execute();
      count(projectId, inUse, count);
    }
  }

  private int count(String projectId, Field<Integer> inUse, int count) {
    return dsl.update(QUOTAS)
        .set(inUse, coalesce(inUse, inline(0)).plus(count))
        .where(PROJECT_ID.eq(projectId))
        .execute();
  }

  /** Counts {@code count} objects less. */
  public void release(String projectId, Kind kind, int count) {
    Field<Integer> inUse = inUse(kind);
    dsl.update(QUOTAS)
        .set(inUse, greatest(coalesce(inUse, inline(0)).minus(count), inline(0)))
        .where(PROJECT_ID.eq(projectId))
        .execute();
  }

  /** How many the project has. */
  public int inUse(String projectId, Kind kind) {
    return dsl.select(inUse(kind))
        .from(QUOTAS)
        .where(PROJECT_ID.eq(projectId))
        .fetchOptional(inUse(kind))
        .orElse(0);
  }

  private static Field<Integer> inUse(Kind kind) {
    return field(name("in_use_" + kind.quotaName()), Integer.class);
  }
}
