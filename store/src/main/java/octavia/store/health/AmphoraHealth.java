package octavia.store.health;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import octavia.store.UtcTime;
import octavia.store.statement.Sql;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** When each amphora was last heard of. */
public final class AmphoraHealth {
  private static final Table<Record> HEALTH = table(name("amphora_health"));
  private static final Field<String> AMPHORA_ID =
      field(name("amphora_health", "amphora_id"), String.class);
  private static final Field<LocalDateTime> LAST_UPDATE = field(name("last_update"), UtcTime.TYPE);
  private static final Field<Boolean> BUSY = field(name("busy"), Boolean.class);

  private final Sql sql;
  private final DSLContext dsl;

  public AmphoraHealth(Sql sql) {
    this.sql = sql;
    this.dsl = sql.dsl();
  }

  /** Begins to expect heartbeats of an amphora, as if it had been heard of at {@code time}. */
  public void expect(String amphoraId, Instant time) {
    if (note(List.of(amphoraId), time) == 0) {
      dsl.insertInto(HEALTH, AMPHORA_ID, LAST_UPDATE, BUSY)
          .values(amphoraId, LocalDateTime.ofInstant(time, ZoneOffset.UTC), false)
          .execute();
    }
  }

  /**
   * Records that amphorae were heard of at {@code time}, in one statement. One that nobody {@link
   * #expect}s stays unknown: it may just have been removed.
   */
  public void heard(Collection<String> amphoraIds, Instant time) {
    note(amphoraIds, time);
  }

  private int note(Collection<String> amphoraIds, Instant time) {
    return dsl.update(HEALTH)
        .set(LAST_UPDATE, LocalDateTime.ofInstant(time, ZoneOffset.UTC))
        .where(AMPHORA_ID.in(amphoraIds))
        .execute();
  }

  /** Amphorae in use that were last heard of before {@code time}, the longest silent first. */
  public List<String> silentSince(Instant time) {
    Field<String> id = field(name("amphora", "id"), String.class);
    return dsl.select(AMPHORA_ID)
        .from(HEALTH)
        .join(table(name("amphora")))
        .on(id.eq(sql.asId(AMPHORA_ID)))
        .where(
            LAST_UPDATE
                .lt(LocalDateTime.ofInstant(time, ZoneOffset.UTC))
                .and(field(name("amphora", "status"), String.class).eq("ALLOCATED")))
        .orderBy(LAST_UPDATE)
        .fetch(AMPHORA_ID);
  }

  /** Forgets an amphora that is gone. */
  public void forget(String amphoraId) {
    dsl.deleteFrom(HEALTH).where(AMPHORA_ID.eq(amphoraId)).execute();
  }
}
