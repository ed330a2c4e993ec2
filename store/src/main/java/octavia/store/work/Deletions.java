package octavia.store.work;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import octavia.store.statement.Columns;
import octavia.store.statement.Sql;
import org.jooq.Condition;
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

  private static final Columns IDS = new Columns(List.of(OBJECT_ID));

  private final Sql sql;

  public Deletions(Sql sql) {
    this.sql = sql;
  }

  /** Records that objects are wanted gone; recorded already is recorded. */
  public void want(Collection<String> objectIds, String kind, String loadBalancerId) {
    Set<String> recorded = new HashSet<>();
    for (List<String> list : Sql.lists(objectIds)) {
      recorded.addAll(ids("deletion of-" + list.size(), Sql.in(OBJECT_ID, list.size()), list));
    }
    sql.insert(
        DELETION,
        List.of(OBJECT_ID, KIND, LOAD_BALANCER_ID),
        objectIds.stream()
            .filter(id -> !recorded.contains(id))
            .map(id -> List.of(id, kind, loadBalancerId))
            .toList());
  }

  /** What is wanted gone of a load balancer, itself perhaps among it. */
  public Set<String> of(String loadBalancerId) {
    return ids("deletion below", LOAD_BALANCER_ID.eq(""), List.of(loadBalancerId));
  }

  private Set<String> ids(String shape, Condition condition, List<String> values) {
    return sql
        .rows(IDS, shape, () -> sql.dsl().select(OBJECT_ID).from(DELETION).where(condition), values)
        .stream()
        .map(row -> row.get(OBJECT_ID))
        .collect(Collectors.toSet());
  }

  /** Forgets the wish: the objects are gone. */
  public void forget(Collection<String> objectIds) {
    sql.delete(DELETION, OBJECT_ID, objectIds);
  }
}
