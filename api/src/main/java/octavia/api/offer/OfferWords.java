package octavia.api.offer;

import octavia.store.offer.Line;

/**
 * How the API calls one line of offers. The oddities are upstream's, and clients compare them.
 *
 * @param name of an offer, in messages
 * @param profileName of a profile, in messages that say that it is in use
 * @param key of one offer, in a body
 * @param profileKey of one profile, in a body
 * @param profileLinks of the links of a list of profiles
 * @param profilePath of the collection of profiles
 * @param duplicate what an offer is called that has the name of another
 * @param argument upstream's name for a body
 * @param rule the resource in policy rules
 * @param data of a profile: the field that its provider reads
 */
record OfferWords(
    Line line,
    String name,
    String profileName,
    String key,
    String keys,
    String path,
    String profileKey,
    String profileKeys,
    String profileLinks,
    String profilePath,
    String duplicate,
    String argument,
    String rule,
    String data) {

  static final OfferWords FLAVOR =
      new OfferWords(
          Line.FLAVOR,
          "Flavor",
          "Flavor profile",
          "flavor",
          "flavors",
          "/flavors",
          "flavorprofile",
          "flavorprofiles",
          "flavorprofile_links",
          "/flavorprofiles",
          "flavor",
          "flavor_",
          "flavor",
          "flavor_data");

  static final OfferWords AVAILABILITY_ZONE =
      new OfferWords(
          Line.AVAILABILITY_ZONE,
          "Availability Zone",
          "Availability Zone Profile",
          "availability_zone",
          "availability_zones",
          "/availabilityzones",
          "availability_zone_profile",
          "availability_zone_profiles",
          "availability_zone_profile_links",
          "/availabilityzoneprofiles",
          "availability zone",
          "availability_zone_",
          "availability-zone",
          "availability_zone_data");

  String profileIdField() {
    return line == Line.FLAVOR ? "flavor_profile_id" : "availability_zone_profile_id";
  }

  String profileArgument() {
    return line == Line.FLAVOR ? "flavor_profile_" : "availability_zone_profile_";
  }

  /** A profile that is not found: upstream capitalises it where it has looked in the database. */
  String unknownProfile() {
    return line == Line.FLAVOR ? "Flavor Profile" : "Availability Zone Profile";
  }

  String rulePrefix() {
    return "os_load-balancer_api:" + rule;
  }

  String profileRulePrefix() {
    return rulePrefix() + "-profile";
  }
}
