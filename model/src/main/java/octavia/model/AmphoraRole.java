package octavia.model;

/** What an amphora is for its load balancer. */
public enum AmphoraRole {
  STANDALONE,
  MASTER,
  BACKUP
}
