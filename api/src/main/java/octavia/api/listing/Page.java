package octavia.api.listing;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import octavia.api.call.Call;
import octavia.api.call.Link;
import octavia.api.error.Faults;
import octavia.api.settings.ListingSettings;
import octavia.http.Query;
import octavia.store.listing.Listing;
import org.jspecify.annotations.Nullable;

/**
 * What a query asks of a list. Parsing finds what is wrong with it by itself; whether attributes
 * exist, the database says.
 *
 * @param listing for the database
 * @param fields the attributes to show; empty for all
 */
public record Page(Listing listing, List<String> fields, Query query) {
  private static final Set<String> RESERVED =
      Set.of(
          "limit",
          "marker",
          "page_reverse",
          "sort",
          "sort_key",
          "sort_dir",
          "fields",
          "tags",
          "tags-any",
          "not-tags",
          "not-tags-any");

  /** Names of columns that upstream takes for attributes. */
  private static final Map<String, String> COLUMNS =
      Map.of("enabled", "admin_state_up", "load_balancer_id", "loadbalancer_id");

  /**
   * Reads a query.
   *
   * @param projectId only this project's objects
   * @param parentId only objects below this one
   */
  public static Page of(
      Query query,
      ListingSettings settings,
      Optional<String> projectId,
      Optional<String> parentId) {
    int limit = settings.paging() ? limit(query, settings.maxLimit(), settings.maxLimit()) : 0;
    List<Listing.Sort> sorts = settings.sorting() ? sorts(query) : List.of();
    return new Page(
        new Listing(
            projectId,
            parentId,
            settings.filtering() ? filters(query) : List.of(),
            settings.filtering() ? tags(query) : Listing.Tags.NONE,
            sorts,
            settings.paging() ? query.first("marker") : Optional.empty(),
            limit,
            query.first("page_reverse").filter("True"::equals).isPresent()),
        fields(query, settings),
        query);
  }

  /** The attributes that a query wants shown; empty for all. */
  public static List<String> fields(Query query, ListingSettings settings) {
    return settings.fieldSelection() ? query.all("fields") : List.of();
  }

  /** Links to the pages before and after this one. */
  List<Map<String, String>> links(Call call, ListAnswer.Span span, ListingSettings settings) {
    List<Map<String, String>> links = new ArrayList<>();
    if (span.isEmpty() || !settings.paging()) {
      return links;
    }
    if (listing.marker().isPresent()) {
      links.add(link(call, "previous", span.first(), "&page_reverse=True"));
    }
    if (span.full()) {
      links.add(link(call, "next", span.last(), ""));
    }
    return links;
  }

  private Map<String, String> link(Call call, String relation, String marker, String end) {
    StringBuilder href = new StringBuilder(call.linkUrl());
    href.append("?limit=").append(listing.limit() > 0 ? listing.limit() : "None");
    for (String name : List.of("sort", "sort_key")) {
      query
          .first(name)
          .ifPresent(value ->
              href.append('&')
                  .append(name)
                  .append('=')
                  .append(
                      URLEncoder.encode(value, StandardCharsets.UTF_8)
                          .replace("%3A", ":")
                          .replace("%2C", ",")));
    }
    href.append("&marker=").append(marker).append(end);
    return Link.to(href.toString(), relation);
  }

  /**
   * The rows that a query wants at the most; 0 for all.
   *
   * @param otherwise where the query does not say
   * @param max 0 for no limit
   */
  public static int limit(Query query, int otherwise, int max) {
    List<String> values = query.all("limit");
    if (values.isEmpty()) {
      return otherwise;
    }
    String value = values.getFirst();
    if (value.equals("infinite")) {
      return 0;
    }
    if (values.size() > 1 || !value.strip().matches("[+-]?\\d{1,18}")) {
      throw Faults.badParameter("Supplied pagination limit '" + value + "' is not valid.");
    }
    long limit = Long.parseLong(value.strip());
    if (limit <= 0) {
      return 0;
    }
    return (int) Math.min(limit, max == 0 ? Integer.MAX_VALUE : max);
  }

  private static List<Listing.Sort> sorts(Query query) {
    List<Listing.Sort> sorts = new ArrayList<>();
    @Nullable String sort = single(query, "sort");
    if (sort != null) {
      for (String part : sort.split(",")) {
        String[] words = part.split(":", -1);
        if (words.length > 2) {
          throw Faults.badParameter(
              "Supplied sort key '['" + String.join("', '", words) + "']' is not valid.");
        }
        if (!part.isEmpty()) {
          sorts.add(sort(words[0], words.length == 2 ? words[1] : "asc"));
        }
      }
      return sorts;
    }
    @Nullable String keys = single(query, "sort_key");
    @Nullable String directions = single(query, "sort_dir");
    if (keys != null) {
      String[] each = keys.split(",");
      String[] direction = directions == null ? new String[0] : directions.split(",");
      for (int i = 0; i < each.length; i++) {
        sorts.add(sort(each[i], i < direction.length ? direction[i] : "asc"));
      }
    }
    return sorts;
  }

  private static Listing.Sort sort(String key, String direction) {
    if (key.equals("tenant_id")) {
      throw Faults.invalidSortKey(key); // known to rows, but not to upstream's lists
    }
    return switch (direction.toLowerCase(Locale.ROOT)) {
      case "asc" -> new Listing.Sort(COLUMNS.getOrDefault(key, key), false);
      case "desc" -> new Listing.Sort(COLUMNS.getOrDefault(key, key), true);
      default ->
          throw Faults.badParameter("Supplied sort direction '" + direction + "' is not valid.");
    };
  }

  private static @Nullable String single(Query query, String name) {
    List<String> values = query.all(name);
    if (values.size() > 1) {
      throw Faults.badParameter("Parameter " + name + " was given several times");
    }
    return values.isEmpty() ? null : values.getFirst();
  }

  private static List<Listing.Filter> filters(Query query) {
    List<Listing.Filter> filters = new ArrayList<>();
    for (String name : query.names()) {
      if (RESERVED.contains(name)) {
        continue;
      }
      if (name.equals("tenant_id") || query.all(name).size() > 1) {
        throw Faults.invalidFilter(name);
      }
      filters.add(new Listing.Filter(COLUMNS.getOrDefault(name, name), query.all(name)));
    }
    return filters;
  }

  private static Listing.Tags tags(Query query) {
    return new Listing.Tags(
        words(query, "tags"),
        words(query, "tags-any"),
        words(query, "not-tags"),
        words(query, "not-tags-any"));
  }

  private static List<String> words(Query query, String name) {
    return query.all(name).stream().flatMap(value -> List.of(value.split(",")).stream()).toList();
  }
}
