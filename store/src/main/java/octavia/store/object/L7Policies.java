package octavia.store.object;

import static octavia.store.object.Rows.created;
import static octavia.store.object.Rows.instant;
import static octavia.store.object.Rows.isTrue;
import static octavia.store.object.Rows.number;
import static octavia.store.object.Rows.orEmpty;
import static octavia.store.object.Rows.text;
import static octavia.store.object.Rows.utc;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.table;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import octavia.model.L7Policy;
import octavia.model.ProvisioningStatus;
import octavia.store.statement.Row;
import octavia.store.statement.Sql;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/** Rows of {@code l7policy}. The policies of a listener come by position. */
public final class L7Policies extends Objects<L7Policy> {
  private static final String NAME = "l7policy";
  static final Table<Record> TABLE = table(name(NAME));
  static final Field<String> LISTENER_ID = text(NAME, "listener_id");
  static final Field<String> REDIRECT_POOL_ID = text(NAME, "redirect_pool_id");
  private static final Field<String> ID = text(NAME, "id");
  private static final Field<String> DESCRIPTION = text(NAME, "description");
  private static final Field<String> ACTION = text(NAME, "action");
  private static final Field<String> REDIRECT_URL = text(NAME, "redirect_url");
  private static final Field<String> REDIRECT_PREFIX = text(NAME, "redirect_prefix");
  private static final Field<Integer> REDIRECT_HTTP_CODE = number(NAME, "redirect_http_code");
  private static final Field<Integer> POSITION = number(NAME, "position");

  private static final Comparator<L7Policy> ORDER =
      Comparator.comparing(L7Policy::listenerId)
          .thenComparingInt(L7Policy::position)
          .thenComparing(L7Policy::id);

  public L7Policies(Sql sql, Supplier<Instant> now) {
    super(sql, now, NAME);
  }

  /** What a policy must fulfil to send anything anywhere: it is enabled and has a rule. */
  static Condition inEffect() {
    return Rows.flag(NAME, "enabled")
        .eq(inline(true))
        .and(exists(selectOne().from(table(name("l7rule"))).where(L7Rules.L7POLICY_ID.eq(ID))));
  }

  @Override
  public List<L7Policy> of(String listenerId) {
    return super.of(listenerId).stream().sorted(ORDER).toList();
  }

  @Override
  public List<L7Policy> of(Collection<String> listenerIds) {
    return super.of(listenerIds).stream().sorted(ORDER).toList();
  }

  @Override
  public Map<String, List<String>> idsOf(Collection<String> listenerIds) {
    Map<String, List<String>> ids = new HashMap<>();
    sql.dsl()
        .select(ID, LISTENER_ID)
        .from(TABLE)
        .where(LISTENER_ID.in(listenerIds))
        .and(provisioningStatus.ne(ProvisioningStatus.DELETED.name()))
        .orderBy(POSITION, ID)
        .forEach(row ->
            ids.computeIfAbsent(row.get(LISTENER_ID), _ -> new ArrayList<>()).add(row.get(ID)));
    return ids;
  }

  /** Id of a policy, enabled or not, that sends to the pool. */
  public Optional<String> idUsing(String poolId) {
    return sql.dsl()
        .select(ID)
        .from(TABLE)
        .where(REDIRECT_POOL_ID.eq(poolId))
        .orderBy(createdAt, ID)
        .limit(1)
        .fetchOptional(ID);
  }

  /** Numbers a listener's policies from 1 in the given order; their times of change stay. */
  public void renumber(List<L7Policy> ordered) {
    for (int i = 0; i < ordered.size(); i++) {
      if (ordered.get(i).position() != i + 1) {
        sql.dsl().update(TABLE).set(POSITION, i + 1).where(ID.eq(ordered.get(i).id())).execute();
      }
    }
  }

  /** Takes pools that go away from the policies that send there. */
  public void forgetPools(Collection<String> poolIds) {
    if (!poolIds.isEmpty()) {
      sql.dsl()
          .update(TABLE)
          .set(REDIRECT_POOL_ID, (String) null)
          .where(REDIRECT_POOL_ID.in(poolIds))
          .execute();
    }
  }

  @Override
  Map<String, Field<?>> attributes() {
    Map<String, Field<?>> attributes = commonAttributes();
    attributes.put("description", DESCRIPTION);
    attributes.put("listener_id", LISTENER_ID);
    attributes.put("action", ACTION);
    attributes.put("redirect_pool_id", REDIRECT_POOL_ID);
    attributes.put("redirect_url", REDIRECT_URL);
    attributes.put("redirect_prefix", REDIRECT_PREFIX);
    attributes.put("redirect_http_code", REDIRECT_HTTP_CODE);
    attributes.put("position", POSITION);
    return attributes;
  }

  @Override
  Field<String> parent() {
    return LISTENER_ID;
  }

  @Override
  Collection<Field<?>> columnsOf() {
    List<Field<?>> columns = new ArrayList<>(List.of(id, projectId, nameColumn));
    columns.addAll(List.of(createdAt, updatedAt, enabled, provisioningStatus, operatingStatus));
    columns.addAll(List.of(DESCRIPTION, LISTENER_ID, ACTION, REDIRECT_POOL_ID, REDIRECT_URL));
    columns.addAll(List.of(REDIRECT_PREFIX, REDIRECT_HTTP_CODE, POSITION));
    return columns;
  }

  @Override
  Map<Field<?>, @Nullable Object> values(L7Policy object) {
    Map<Field<?>, @Nullable Object> values = new LinkedHashMap<>();
    values.put(id, object.id());
    values.put(projectId, object.projectId());
    values.put(nameColumn, object.name());
    values.put(createdAt, utc(object.createdAt()));
    values.put(updatedAt, utc(object.updatedAt()));
    values.put(enabled, object.adminStateUp());
    values.put(provisioningStatus, object.provisioningStatus().name());
    values.put(operatingStatus, object.operatingStatus().name());
    values.put(DESCRIPTION, object.description());
    values.put(LISTENER_ID, object.listenerId());
    values.put(ACTION, object.action().name());
    values.put(REDIRECT_POOL_ID, object.redirectPoolId());
    values.put(REDIRECT_URL, object.redirectUrl());
    values.put(REDIRECT_PREFIX, object.redirectPrefix());
    values.put(REDIRECT_HTTP_CODE, object.redirectHttpCode());
    values.put(POSITION, object.position());
    return values;
  }

  @Override
  String idOf(L7Policy object) {
    return object.id();
  }

  @Override
  List<String> tagsOf(L7Policy object) {
    return object.tags();
  }

  @Override
  List<L7Policy> records(Page page) {
    List<L7Policy> records = new ArrayList<>();
    for (Row row : page.rows()) {
      records.add(
          new L7Policy(
              row.get(id),
              row.get(projectId),
              row.get(LISTENER_ID),
              orEmpty(row.get(nameColumn)),
              orEmpty(row.get(DESCRIPTION)),
              isTrue(row.get(enabled)),
              L7Policy.Action.valueOf(row.get(ACTION)),
              row.get(REDIRECT_POOL_ID),
              row.get(REDIRECT_URL),
              row.get(REDIRECT_PREFIX),
              row.get(REDIRECT_HTTP_CODE),
              row.get(POSITION),
              provisioningOf(row),
              operatingOf(row),
              page.values(TAGGED, row.get(id)),
              created(row, createdAt),
              instant(row.get(updatedAt))));
    }
    return records;
  }
}
