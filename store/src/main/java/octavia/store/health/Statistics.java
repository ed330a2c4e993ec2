package octavia.store.health;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import octavia.model.ListenerStatistics;
import octavia.store.statement.Sql;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** Counters of listeners, a row for each amphora that carries one. */
public final class Statistics {
  private static final Table<Record> STATISTICS = table(name("listener_statistics"));
  private static final Field<String> LISTENER_ID = field(name("listener_id"), String.class);
  private static final Field<String> AMPHORA_ID = field(name("amphora_id"), String.class);
  private static final Field<Long> BYTES_IN = field(name("bytes_in"), Long.class);
  private static final Field<Long> BYTES_OUT = field(name("bytes_out"), Long.class);
  private static final Field<Integer> ACTIVE = field(name("active_connections"), Integer.class);
  private static final Field<Long> TOTAL = field(name("total_connections"), Long.class);
  private static final Field<Long> ERRORS = field(name("request_errors"), Long.class);

  private final Sql sql;
  private final DSLContext dsl;

  public Statistics(Sql sql) {
    this.sql = sql;
    this.dsl = sql.dsl();
  }

  /** Sets the counters of a listener on an amphora. */
  public void replace(String listenerId, String amphoraId, ListenerStatistics statistics) {
    int known =
        dsl.update(STATISTICS)
            .set(BYTES_IN, statistics.bytesIn())
            .set(BYTES_OUT, statistics.bytesOut())
            .set(ACTIVE, (int) statistics.activeConnections())
            .set(TOTAL, statistics.totalConnections())
            .set(ERRORS, statistics.requestErrors())
            .where(LISTENER_ID.eq(listenerId).and(AMPHORA_ID.eq(amphoraId)))
            .execute();
    if (known == 0) {
      insert(listenerId, amphoraId, statistics);
    }
  }

  /** Adds to the counters of a listener on an amphora; active connections are replaced. */
  public void add(String listenerId, String amphoraId, ListenerStatistics delta) {
    int known =
        dsl.update(STATISTICS)
            .set(BYTES_IN, BYTES_IN.plus(delta.bytesIn()))
            .set(BYTES_OUT, BYTES_OUT.plus(delta.bytesOut()))
            .set(ACTIVE, (int) delta.activeConnections())
            .set(TOTAL, TOTAL.plus(delta.totalConnections()))
            .set(ERRORS, ERRORS.plus(delta.requestErrors()))
            .where(LISTENER_ID.eq(listenerId).and(AMPHORA_ID.eq(amphoraId)))
            .execute();
    if (known == 0) {
      insert(listenerId, amphoraId, delta);
    }
  }

  private void insert(String listenerId, String amphoraId, ListenerStatistics statistics) {
    dsl.insertInto(STATISTICS, LISTENER_ID, AMPHORA_ID, BYTES_IN, BYTES_OUT, ACTIVE, TOTAL, ERRORS)
        .values(
            listenerId,
            amphoraId,
            statistics.bytesIn(),
            statistics.bytesOut(),
            (int) statistics.activeConnections(),
            statistics.totalConnections(),
            statistics.requestErrors())
        .execute();
  }

  /**
   * The counters of listeners, summed over amphorae; active connections count on amphorae in use
   * only. A listener without a row is absent.
   */
  public Map<String, ListenerStatistics> of(Collection<String> listenerIds) {
    Field<String> amphoraStatus = field(name("amphora", "status"), String.class);
    Field<String> amphoraId = field(name("amphora", "id"), String.class);
    Map<String, ListenerStatistics> sums = new HashMap<>();
    dsl.select(LISTENER_ID, BYTES_IN, BYTES_OUT, ACTIVE, TOTAL, ERRORS, amphoraStatus)
        .from(STATISTICS)
        .leftJoin(table(name("amphora")))
        .on(amphoraId.eq(sql.asId(AMPHORA_ID)))
        .where(LISTENER_ID.in(listenerIds))
        .forEach(row ->
            sums.merge(
                row.get(LISTENER_ID),
                new ListenerStatistics(
                    "ALLOCATED".equals(row.get(amphoraStatus)) ? row.get(ACTIVE) : 0,
                    row.get(BYTES_IN),
                    row.get(BYTES_OUT),
                    row.get(ERRORS),
                    row.get(TOTAL)),
                ListenerStatistics::plus));
    return sums;
  }

  /** The counters of an amphora, by listener. */
  public Map<String, ListenerStatistics> ofAmphora(String amphoraId) {
    Map<String, ListenerStatistics> counters = new TreeMap<>();
    dsl.select(LISTENER_ID, BYTES_IN, BYTES_OUT, ACTIVE, TOTAL, ERRORS)
        .from(STATISTICS)
        .where(AMPHORA_ID.eq(amphoraId))
        .forEach(row ->
            counters.put(
                row.get(LISTENER_ID),
                new ListenerStatistics(
                    row.get(ACTIVE),
                    row.get(BYTES_IN),
                    row.get(BYTES_OUT),
                    row.get(ERRORS),
                    row.get(TOTAL))));
    return counters;
  }

  /** Forgets a listener that is gone. */
  public void forget(Collection<String> listenerIds) {
    dsl.deleteFrom(STATISTICS).where(LISTENER_ID.in(listenerIds)).execute();
  }
}
