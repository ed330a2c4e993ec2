package octavia.store.offer;

/** The two lines of offers. Their tables have the same shape under other names. */
public enum Line {
  /** How a load balancer is made; known by an id. */
  FLAVOR("flavor", "id", "flavor_profile", "flavor_data", "flavor_id"),

  /** Where a load balancer is made; known by its name. */
  AVAILABILITY_ZONE(
      "availability_zone",
      "name",
      "availability_zone_profile",
      "availability_zone_data",
      "availability_zone");

  private final String table;
  private final String key;
  private final String profileTable;
  private final String data;
  private final String loadBalancerColumn;

  Line(String table, String key, String profileTable, String data, String loadBalancerColumn) {
    this.table = table;
    this.key = key;
    this.profileTable = profileTable;
    this.data = data;
    this.loadBalancerColumn = loadBalancerColumn;
  }

  String table() {
    return table;
  }

  /** The primary key. */
  String key() {
    return key;
  }

  String profileTable() {
    return profileTable;
  }

  /** The profile's column that holds what the provider reads. */
  String data() {
    return data;
  }

  /** The column of load_balancer that names an offer. */
  String loadBalancerColumn() {
    return loadBalancerColumn;
  }
}
