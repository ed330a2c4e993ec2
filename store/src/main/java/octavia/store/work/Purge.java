package octavia.store.work;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.table;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.LongSupplier;
import octavia.store.UtcTime;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;

/** Removes rows that are kept after their object is gone, up to a number at once. */
public final class Purge {
  private static final String DELETED = "DELETED";
  private static final Field<Long> EVENT_ID = field(name("id"), Long.class);
  private static final Field<Long> EVENT_AT = field(name("at"), Long.class);

  private final DSLContext dsl;
  private final LongSupplier now;

  public Purge(DSLContext dsl, LongSupplier now) {
    this.dsl = dsl;
    this.now = now;
  }

  /** Amphorae that have been DELETED since before {@code time}. */
  public int amphorae(Instant time, int max) {
    List<String> ids =
        dsl.select(text("amphora", "id"))
            .from(table(name("amphora")))
            .where(text("amphora", "status").eq(DELETED).and(before("amphora", time)))
            .limit(max)
            .fetch(text("amphora", "id"));
    removeAmphorae(ids);
    return ids.size();
  }

  private void removeAmphorae(List<String> ids) {
    remove("amphora_member_port", "amphora_id", ids);
    remove("amphora_health", "amphora_id", ids);
    remove("listener_statistics", "amphora_id", ids);
    remove("amphora", "id", ids);
  }

  /**
   * Load balancers that have been DELETED since before {@code time}, with what hangs on them. One
   * that still has listeners, pools or living amphorae stays.
   */
  public int loadBalancers(Instant time, int max) {
    Field<String> id = text("load_balancer", "id");
    List<String> ids =
        dsl.select(id)
            .from(table(name("load_balancer")))
            .where(text("load_balancer", "provisioning_status").eq(DELETED))
            .and(before("load_balancer", time))
            .and(hasNo("listener", id))
            .and(hasNo("pool", id))
            .and(
                notExists(
                    selectOne()
                        .from(table(name("amphora")))
                        .where(text("amphora", "load_balancer_id").eq(id))
                        .and(text("amphora", "status").ne(DELETED))))
            .limit(max)
            .fetch(id);
    if (!ids.isEmpty()) {
      removeAmphorae(
          dsl.select(text("amphora", "id"))
              .from(table(name("amphora")))
              .where(text("amphora", "load_balancer_id").in(ids))
              .fetch(text("amphora", "id")));
      remove("control_agent_config", "load_balancer_id", ids);
      remove("vip_security_group", "load_balancer_id", ids);
      remove("additional_vip", "load_balancer_id", ids);
      remove("vrrp_group", "load_balancer_id", ids);
      remove("vip", "load_balancer_id", ids);
      remove("tags", "resource_id", ids);
      remove("load_balancer", "id", ids);
    }
    return ids.size();
  }

  /** Events that are older than {@code age}. */
  public int events(Duration age, int max) {
    List<Long> ids =
        dsl.select(EVENT_ID)
            .from(table(name("control_event")))
            .where(EVENT_AT.lt(now.getAsLong() - age.toMillis()))
            .orderBy(EVENT_AT)
            .limit(max)
            .fetch(EVENT_ID);
    if (!ids.isEmpty()) {
      dsl.deleteFrom(table(name("control_event"))).where(EVENT_ID.in(ids)).execute();
    }
    return ids.size();
  }

  private static Condition hasNo(String child, Field<String> loadBalancerId) {
    return notExists(
        selectOne()
            .from(table(name(child)))
            .where(text(child, "load_balancer_id").eq(loadBalancerId)));
  }

  private static Condition before(String table, Instant time) {
    Field<LocalDateTime> updatedAt = field(name(table, "updated_at"), UtcTime.TYPE);
    return updatedAt.lt(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
  }

  private void remove(String table, String column, List<String> ids) {
    if (!ids.isEmpty()) {
      dsl.deleteFrom(table(name(table))).where(text(table, column).in(ids)).execute();
    }
  }

  private static Field<String> text(String table, String column) {
    return field(name(table, column), String.class);
  }
}
