package octavia.app.bench;

import java.util.Arrays;
import java.util.Locale;

/** What {@code bench api} measures, in the order in which it does. */
enum Figure {
  /** {@code GET /}. */
  DISCOVERY("discovery", false),
  /** {@code GET …/loadbalancers?limit=10}. */
  LIST_10("list, a page of 10", false),
  /** {@code GET …/loadbalancers?limit=100}. */
  LIST_100("list, a page of 100", false),
  /** {@code GET …/loadbalancers}. */
  LIST_ALL("list, all", false),
  /** {@code GET …/loadbalancers/<id>} of a tree. */
  SHOW("show", false),
  /** {@code GET …/loadbalancers/<id>/status} of the same. */
  STATUS("status tree", false),
  /** {@code POST …/loadbalancers} with nothing below. */
  CREATE("create", false),
  /** {@code DELETE …/loadbalancers/<id>?cascade=true} of what {@link #CREATE} made. */
  DELETE("delete", false),
  /** {@code POST …/loadbalancers} with everything below. */
  TREE("create a tree in one call", false),
  /** {@code PUT …/members} with 100 members to an empty pool. */
  BATCH("batch, 100 new members", true),
  /** The same to a pool that has 100 others. */
  BATCH_REPLACE("batch, 100 members replaced", true);

  private final String label;
  private final boolean waits;

  Figure(String label, boolean waits) {
    this.label = label;
    this.waits = waits;
  }

  /** As the tables say it. */
  String label() {
    return label;
  }

  /** True if a connection waits for ACTIVE between its requests. */
  boolean waits() {
    return waits;
  }

  /** True if it changes what is there. */
  boolean changes() {
    return compareTo(CREATE) >= 0;
  }

  /** The word on the command line. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The figure of that word.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Figure of(String word) {
    return Arrays.stream(values())
        .filter(each -> each.word().equals(word))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                word
                    + " is none of "
                    + String.join(", ", Arrays.stream(values()).map(Figure::word).toList())));
  }
}
