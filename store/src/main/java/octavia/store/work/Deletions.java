package octavia.store.work;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.util.Collection;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/**
 * Which objects are wanted gone. The status column alone cannot say: a deletion that failed past
 * its deadline shows ERROR and is still wanted.
 */
public final class Deletions {
  private static final Table<Record> DELETION = table(name("control_deletion"));
  private static final Field<String> OBJECT_ID = field(name("object_id"), String.class);
  private static final Field<String> KIND = field(name("kind"), String.class);
  private static final Field<String> LOAD_BALANCER_ID =
      field(name("load_balancer_id"), String.class);

  private final DSLContext dsl;

  public Deletions(DSLContext dsl) {
    this.dsl = dsl;
  }

  /** Records that the object is wanted gone; recorded already is recorded. */
  public void want(String objectId, String kind, String loadBalancerId) {
    if (!dsl.fetchExists(DELETION, OBJECT_ID.eq(objectId))) {
      dsl.insertInto(DELETION, OBJECT_ID, KIND, LOAD_BALANCER_ID)
          .values(objectId, kind, loadBalancerId)
          .execute();
    }
  }

  /** What is wanted gone of a load balancer, itself perhaps among it. */
  public Set<String> of(String loadBalancerId) {
    return dsl.select(OBJECT_ID)
        .from(DELETION)
        .where(LOAD_BALANCER_ID.eq(loadBalancerId))
        .fetchSet(OBJECT_ID);
  }

  /** Forgets the wish: the objects are gone. */
  public void forget(Collection<String> objectIds) {
    dsl.deleteFrom(DELETION).where(OBJECT_ID.in(objectIds)).execute();
  }
}
