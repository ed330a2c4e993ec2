package octavia.store.object;

import java.util.List;

/**
 * What is read together with rows.
 *
 * @param name tells it from everything else that is read with rows of the kind
 */
record Parts(String name, List<Part> all) {
  Parts {
    all = List.copyOf(all);
  }

  /** As many values as a part has at the most. */
  int width() {
    return all.stream().mapToInt(part -> part.values().size()).max().orElse(0);
  }
}
