package octavia.store.listing;

import java.util.List;
import java.util.Optional;

/**
 * Which objects of a kind are asked for, in the API's words; the database answers it.
 *
 * @param projectId only this project's; empty for all
 * @param parentId only children of this object, where the kind hangs below another in the path
 * @param filters attribute and wanted value, all of which must hold
 * @param sorts in their order; {@code created_at}, {@code id} are always added
 * @param marker id of the last object of the page before
 * @param limit rows at the most; 0 for all
 * @param reverse true asks for what comes before the marker (the order stays)
 */
public record Listing(
    Optional<String> projectId,
    Optional<String> parentId,
    List<Filter> filters,
    Tags tags,
    List<Sort> sorts,
    Optional<String> marker,
    int limit,
    boolean reverse) {

  public Listing {
    filters = List.copyOf(filters);
    sorts = List.copyOf(sorts);
  }

  /** True if it asks for neither attributes nor tags, in the usual order and from the beginning. */
  public boolean isPlain() {
    return asksForAll() && marker.isEmpty();
  }

  /** True if it would be plain but for the marker of the page before. */
  public boolean isPlainAfterMarker() {
    return asksForAll() && marker.isPresent() && !reverse;
  }

  private boolean asksForAll() {
    return filters.isEmpty() && tags.equals(Tags.NONE) && sorts.isEmpty();
  }

  /** The same from the beginning. */
  public Listing withoutMarker() {
    return new Listing(projectId, parentId, filters, tags, sorts, Optional.empty(), limit, reverse);
  }

  /** The same, of no more rows than {@code rows}. */
  public Listing limitedTo(int rows) {
    return new Listing(projectId, parentId, filters, tags, sorts, marker, rows, reverse);
  }

  /** Everything there is. */
  public static Listing all() {
    return new Listing(
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Tags.NONE,
        List.of(),
        Optional.empty(),
        0,
        false);
  }

  /** An attribute that must have one of these values, as text of the query. */
  public record Filter(String attribute, List<String> values) {
    public Filter {
      values = List.copyOf(values);
    }
  }

  /** An attribute to sort by. */
  public record Sort(String attribute, boolean descending) {}

  /** The four filters on tags; each list empty for none. */
  public record Tags(List<String> all, List<String> any, List<String> notAll, List<String> notAny) {
    /** No filter on tags. */
    public static final Tags NONE = new Tags(List.of(), List.of(), List.of(), List.of());

    public Tags {
      all = List.copyOf(all);
      any = List.copyOf(any);
      notAll = List.copyOf(notAll);
      notAny = List.copyOf(notAny);
    }
  }
}
