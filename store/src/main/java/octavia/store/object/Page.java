package octavia.store.object;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import octavia.store.statement.Row;
import org.jspecify.annotations.Nullable;

/** Rows of a kind and what hangs on them, as they were read. */
final class Page {
  private final List<Row> rows = new ArrayList<>();
  private final IdentityHashMap<Part, Map<String, List<Row>>> hung = new IdentityHashMap<>();

  private @Nullable Reading rest;
  private boolean full;

  void add(Row row) {
    rows.add(row);
  }

  void hang(Part part, String owner, Row row) {
    hung.computeIfAbsent(part, _ -> new HashMap<>())
        .computeIfAbsent(owner, _ -> new ArrayList<>())
        .add(row);
  }

  List<Row> rows() {
    return rows;
  }

  void sort(Comparator<Row> order) {
    rows.sort(order);
  }

  /** Notes how the listing goes on. */
  void rest(Reading left) {
    rest = left;
  }

  Optional<Reading> rest() {
    return Optional.ofNullable(rest);
  }

  /** Notes whether as many rows were found as the listing may have. */
  void full(boolean reached) {
    full = reached;
  }

  boolean isFull() {
    return full;
  }

  /** What of {@code part} hangs on a row, in its order; nothing where it was not read. */
  List<Row> of(Part part, String owner) {
    return hung.getOrDefault(part, Map.of()).getOrDefault(owner, List.of());
  }

  /** The first value of each. */
  List<String> values(Part part, String owner) {
    List<Row> found = of(part, owner);
    return found.isEmpty()
        ? List.of()
        : found.stream().map(row -> row.get(Hung.VALUES.getFirst())).toList();
  }
}
