package octavia.api.settings;

import octavia.config.Options;

/**
 * How lists may be asked for. What is not allowed is ignored, as upstream does.
 *
 * @param maxLimit rows of a page; 0 for no limit
 */
public record ListingSettings(
    boolean paging, boolean sorting, boolean filtering, boolean fieldSelection, int maxLimit) {

  static ListingSettings from(Options options) {
    Options.Section api = options.section("api_settings");
    return new ListingSettings(
        api.flag("allow_pagination", true, "take limit and marker"),
        api.flag("allow_sorting", true, "take sort, sort_key and sort_dir"),
        api.flag("allow_filtering", true, "take attributes as filters"),
        api.flag("allow_field_selection", true, "take fields"),
        maxLimit(
            api.text(
                "pagination_max_limit",
                "1000",
                "rows of a page at most; infinite or a number below 1 for no limit")));
  }

  private static int maxLimit(String text) {
    return text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
  }
}
