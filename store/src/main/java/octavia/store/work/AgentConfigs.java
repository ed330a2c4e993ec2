package octavia.store.work;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import octavia.store.statement.Columns;
import octavia.store.statement.Sql;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/**
 * Which amphorae are to be given their agent's configuration anew. A work order cannot say it, as
 * one that waits already keeps its reason.
 */
public final class AgentConfigs {
  private static final Table<Record> WANTED = table(name("control_agent_config"));
  private static final Field<String> AMPHORA_ID = field(name("amphora_id"), String.class);
  private static final Field<String> LOAD_BALANCER_ID =
      field(name("load_balancer_id"), String.class);
  private static final Field<Long> ASKED = field(name("asked"), Long.class);

  private static final Columns COLUMNS = new Columns(List.of(AMPHORA_ID, ASKED));

  private final Sql sql;

  public AgentConfigs(Sql sql) {
    this.sql = sql;
  }

  /** Records that it is wanted once more. */
  public void want(String amphoraId, String loadBalancerId) {
    int waiting =
        sql.execute(
            "agent-config again",
            () ->
                sql.dsl().update(WANTED).set(ASKED, ASKED.plus(inline(1))).where(AMPHORA_ID.eq("")),
            amphoraId);
    if (waiting == 0) {
      sql.insert(
          WANTED,
          List.of(AMPHORA_ID, LOAD_BALANCER_ID, ASKED),
          List.of(List.of(amphoraId, loadBalancerId, 1L)));
    }
  }

  /** Of the amphorae of a load balancer those where it is wanted, and how often by now. */
  public Map<String, Long> of(String loadBalancerId) {
    return sql
        .rows(
            COLUMNS,
            "agent-config of",
            () -> sql.dsl().select(COLUMNS.fields()).from(WANTED).where(LOAD_BALANCER_ID.eq("")),
            List.of(loadBalancerId))
        .stream()
        .collect(Collectors.toMap(row -> row.get(AMPHORA_ID), row -> row.get(ASKED)));
  }

  /** It has been given, as often as it was wanted at {@code asked}; wanted since then stays. */
  public void given(String amphoraId, long asked) {
    sql.execute(
        "agent-config given",
        () -> sql.dsl().deleteFrom(WANTED).where(AMPHORA_ID.eq("").and(ASKED.eq(0L))),
        amphoraId,
        asked);
  }

  /** Forgets the wishes for a load balancer that is gone. */
  public void forget(String loadBalancerId) {
    sql.delete(WANTED, LOAD_BALANCER_ID, List.of(loadBalancerId));
  }
}
