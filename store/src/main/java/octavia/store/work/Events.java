package octavia.store.work;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import octavia.store.statement.Sql;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/** The timeline of each load balancer: what happened to it and why. */
public final class Events {
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\n\t]]");
  private static final Table<Record> EVENT = table(name("control_event"));
  private static final Field<Long> ID = field(name("id"), Long.class);
  private static final Field<String> LOAD_BALANCER_ID =
      field(name("load_balancer_id"), String.class);
  private static final Field<Long> AT = field(name("at"), Long.class);
  private static final Field<String> CODE = field(name("code"), String.class);
  private static final Field<String> REQUEST_ID = field(name("request_id"), String.class);
  private static final Field<String> TEXT = field(name("text"), String.class);
  private static final Field<String> DETAIL = field(name("detail"), String.class);
  private static final int MAX_TEXT = 1024;
  private static final int MAX_DETAIL = 4096;

  private final Sql sql;
  private final Field<Long> clock;

  /**
   * Something that happened.
   *
   * @param id grows with time
   * @param code a short stable word
   * @param requestId of the API request that asked for it
   * @param text for the tenant
   * @param detail for the operator; may be empty
   */
  public record Event(
      long id,
      String loadBalancerId,
      Instant at,
      String code,
      @Nullable String requestId,
      String text,
      String detail) {}

  /**
   * Over a transaction.
   *
   * @param clock milliseconds since the epoch, as the database reads it while it runs a statement
   */
  public Events(Sql sql, Field<Long> clock) {
    this.sql = sql;
    this.clock = clock;
  }

  /**
   * Puts an event on a load balancer's timeline. Texts that are too long are cut, and control
   * characters other than line ends become question marks: an amphora may have sent them, and
   * PostgreSQL refuses the first of them.
   */
  public void add(
      String loadBalancerId, String code, @Nullable String requestId, String text, String detail) {
    sql.execute(
        "event add",
        () ->
            sql.dsl()
                .insertInto(EVENT)
                .set(LOAD_BALANCER_ID, "")
                .set(AT, clock)
                .set(CODE, "")
                .set(REQUEST_ID, "")
                .set(TEXT, "")
                .set(DETAIL, ""),
        loadBalancerId,
        code,
        requestId,
        cut(text, MAX_TEXT),
        cut(detail, MAX_DETAIL));
  }

  /**
   * A page of a timeline, newest first.
   *
   * @param before only events with a smaller id
   * @param limit at least 1
   */
  public List<Event> page(String loadBalancerId, Optional<Long> before, int limit) {
    Condition wanted = LOAD_BALANCER_ID.eq(loadBalancerId);
    if (before.isPresent()) {
      wanted = wanted.and(ID.lt(before.get()));
    }
    return sql.dsl()
        .select(ID, LOAD_BALANCER_ID, AT, CODE, REQUEST_ID, TEXT, DETAIL)
        .from(EVENT)
        .where(wanted)
        .orderBy(ID.desc())
        .limit(limit)
        .fetch(Events::event);
  }

  private static Event event(Record row) {
    return new Event(
        row.get(ID),
        row.get(LOAD_BALANCER_ID),
        Instant.ofEpochMilli(row.get(AT)),
        row.get(CODE),
        row.get(REQUEST_ID),
        row.get(TEXT),
        row.get(DETAIL));
  }

  private static String cut(String text, int max) {
    String readable = CONTROL.matcher(text).replaceAll("?");
    return readable.length() <= max ? readable : readable.substring(0, max - 1) + "…";
  }
}
