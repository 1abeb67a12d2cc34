//! Which images there are: names and tags, as the registries had them in the summer of 2026.
//! Source: `github.com/docker-library/official-images` `library/*` with its history, and the pages
//! of the Kubernetes documentation.

/// Versions and words of the tags that an image has. Versions are ranges of majors, their minors
/// and the last patch, `MAJORS.MINORS/PATCH`, joined by blanks; words are those that a tag may
/// have besides the common ones. `v` among the words: a version may begin with it.
pub(super) type Tags = (&'static str, &'static str, &'static str);

/// The official images of Docker Hub whose tags are known.
#[rustfmt::skip]
pub(super) const OFFICIAL: &[Tags] = &[
    ("adminer", "4.2-8,17/9 5.0-5/6 6.0/1", "standalone fastcgi"),
    ("alpine", "2.6-7/1 3.1-24/13", "edge"),
    ("amazonlinux", "1 2.0/20260000 2016-2018.3,9,12/20200000 2022-2023", "with sources"),
    ("bash", "3.0-2/57 4.0-4/53 5.0-3/37", ""),
    ("buildpack-deps", "", "curl scm focal noble plucky questing resolute sid stable"),
    ("busybox", "1.21,23-38/4", "unstable buildroot"),
    ("caddy", "2.0-11/6", "builder"),
    ("cassandra", "2.0-2/22 3.0-5,7,9-11/32 4.0-1/21 5.0/9 6.0/1", ""),
    ("centos", "5-8.0-11/2111", "centos"),
    ("consul", "0.6-9/5 1.0-15/19", ""),
    ("couchdb", "1.6-7/2 2.1-3/2 3.0-5/3", ""),
    ("debian", "6.0/10 7-13.0-15", "backports experimental forky oldoldstable oldstable sid squeeze testing unstable"),
    ("docker", "1.0-13/6 17-18.1-12/9 19.3/15 20.10/24 22-29.0-7/9", "ce edge experimental test"),
    ("elasticsearch", "1-2.0-7/9 5-6.0-8/23 7.0-17/28 8.0-19/20 9.0-5/10", ""),
    ("fedora", "20-45", "branched modular rawhide heisenbug"),
    ("fluentd", "0.12-14/43 1.0-19/11", "v edge onbuild"),
    ("ghost", "0-6.0-130/14", ""),
    ("golang", "1.2-27/17", "cross tip"),
    ("haproxy", "1.4-9/31 2.0-9/36 3.0-5/26", "dev"),
    ("hello-world", "", "linux"),
    ("httpd", "2.2,4/68", ""),
    ("influxdb", "0.12-13/2 1.0-13/13 2.0-9/12 3.0-11/11", "core data meta"),
    ("kibana", "4-5.0-6/16 6.4-8/23 7.0-17/29 8.0-19/20 9.0-5/10", ""),
    ("logstash", "1-2.0-5/6 5-6.0-8/23 7.0-17/28 8.0-19/20 9.0-5/10", ""),
    ("mariadb", "5.5/64 10.0-11/48 11.0-8/12 12.0-3/3 13.0/1", "resolute"),
    ("maven", "3.2-9/15 4.0/1", "ibmjava amazoncorretto ibm eclipse sapmachine"),
    ("memcached", "1.4-6/45", ""),
    ("mongo", "2.2,4,6-8/14 3.0-7/24 4.0-2,4,9/30 5-7.0/40 8.0-3/29", "unstable"),
    ("mongo-express", "0.30-59/59 1.0/2", ""),
    ("mysql", "5.5-7/62 8.0-4/46 9.0-7/2 26.7/0", "innovation m"),
    ("nats", "0.6-9/8 1.0-4/6 2.0-14/29", "scratch"),
    ("neo4j", "2-3.0-5/35 4.0-4/48 5.1-26/29 2025-2026.1-12/4", ""),
    ("nginx", "1.7-31/15", "mainline"),
    ("node", "0.8,10-12/48 4-26.0-24/12", "argon boron carbon chakracore current docs dubnium erbium fermium gallium hydrogen iron jod krypton"),
    ("openjdk", "6-28.0-2/16", "ea u sid experimental"),
    ("percona", "5.5-7/61 8.0/46", "psmdb ps"),
    ("perl", "5.8,10,12,14,16,18,20,22,24,26,28,30,32,34,36-45/13", "threaded devel main"),
    ("php", "5.3-6/45 7.0-4/34 8.0-6/34", ""),
    ("phpmyadmin", "4.6-9/11 5.0-2/4", ""),
    ("postgres", "8.4/22 9.0-6/26 10-18.0-24 19", ""),
    ("python", "2.7/18 3.2-15/25", ""),
    ("rabbitmq", "3.4-13/34 4.0-3/9", ""),
    ("redis", "2.6,8/23 3.0,2/13 4-5.0/14 6.0,2/24 7.0,2,4/16 8.0,2,4,6,8,10/9", "bit m"),
    ("registry", "0.5-9/9 2.0-8/3 3.0-1/1", ""),
    ("rockylinux", "8-9.0-9/20231119", ""),
    ("ruby", "1.9/3 2.0-7/10 3.0-5/12 4.0/6", "p preview"),
    ("rust", "1.19-98/2", ""),
    ("solr", "5-8.0-11/5 9.0-10/1 10.0/0", ""),
    ("sonarqube", "4-9.0-9/10 10.0-8/1 2025-2026.1-6/8", "developer datacenter app search lta"),
    ("swift", "3-6.0-10/5", "amazonlinux focal fedora rhel ubi"),
    ("telegraf", "0.12-13/1 1.0-39/6", ""),
    ("tomcat", "6.0/53 7.0/109 8.0,5/100 9.0/121 10.0-1/59 11.0/25", "adoptopenjdk corretto hotspot al M openj"),
    ("traefik", "1.0-7/34 2.0-11/55 3.0-7/25", "v"),
    ("ubuntu", "10-26.4,10", "artful cosmic devel disco eoan focal groovy hirsute impish kinetic lucid lunar mantic oracular plucky precise quantal questing raring resolute rolling saucy stonking utopic vivid wily yakkety zesty"),
    ("vault", "0.6-11/6 1.0-13/12", ""),
    ("wordpress", "3.9/2 4.0-9/8 5-6.0-9/5 7.0-1/4", "beta"),
    ("zookeeper", "3.3-9/14", ""),
];

/// Other official images of Docker Hub, whose tags nobody has counted.
pub(super) const ALSO_OFFICIAL: &str = "adoptopenjdk aerospike almalinux alt amazoncorretto \
    api-firewall arangodb archlinux azul-zulu backdrop bonita chronograf cirros clearlinux clefos \
    clickhouse clojure composer convertigo couchbase crate dart drupal eclipse-mosquitto \
    eclipse-temurin eggdrop elixir emqx erlang espocrm flink friendica gazebo gcc geonetwork \
    gradle groovy haskell haxe hitch hylang ibm-semeru-runtimes ibmjava iojs irssi jenkins jetty \
    joomla jruby julia kapacitor kong krakend lightstreamer liquibase mageia matomo mediawiki \
    mono monica nats-streaming neurodebian nextcloud nim notary nuxeo odoo open-liberty opensuse \
    oraclelinux orientdb owncloud photon php-zendserver piwik plone postfixadmin pypy r-base rails \
    rakudo-star redmine rethinkdb rocket.chat ros sapmachine satosa sentry silverpeas sl \
    sourcemage spark spiped storm swarm swipl teamspeak tomee unit varnish websphere-liberty \
    xwiki yourls znc";

/// Images of the Kubernetes documentation, below their registries.
#[rustfmt::skip]
pub(super) const ELSEWHERE: &[Tags] = &[
    ("docker.io/jocatalin/kubernetes-bootcamp", "1-2", "v"),
    ("gcr.io/google-samples/cassandra", "9-15", "v"),
    ("gcr.io/google-samples/gb-frontend", "3-6", "v"),
    ("gcr.io/google-samples/gb-redis-follower", "1-2", "v"),
    ("gcr.io/google-samples/hello-app", "1-2.0", ""),
    ("gcr.io/google-samples/hello-go-gke", "1.0", ""),
    ("gcr.io/google-samples/kubernetes-bootcamp", "1-2", "v"),
    ("gcr.io/google-samples/node-hello", "1.0", ""),
    ("gcr.io/google-samples/xtrabackup", "1.0", ""),
    ("registry.k8s.io/busybox", "1.24,27/2", ""),
    ("registry.k8s.io/e2e-test-images/agnhost", "2.1-66/3", ""),
    ("registry.k8s.io/echoserver", "1.0-10", ""),
    ("registry.k8s.io/hpa-example", "", ""),
    ("registry.k8s.io/kubernetes-zookeeper", "1.0", ""),
    ("registry.k8s.io/nginx-slim", "0.1-27", ""),
    ("registry.k8s.io/pause", "0.8/0 1-2.0 3.0-10/2", "go"),
    ("registry.k8s.io/serve_hostname", "1.1-4", "v"),
    ("registry.k8s.io/test-webserver", "", ""),
    ("us-docker.pkg.dev/google-samples/containers/gke/gb-frontend", "3-6", "v"),
    ("us-docker.pkg.dev/google-samples/containers/gke/gb-redis-follower", "1-2", "v"),
    ("us-docker.pkg.dev/google-samples/containers/gke/hello-app", "1-2.0", ""),
];

/// Words that tags of many images have, without the digits behind them.
pub(super) const COMMON: &str = "alpha alpine apache beta bionic bookworm bullseye buster cli \
    community curl debian dind enterprise fpm git glibc jammy jdk jessie jre latest lts ltsc \
    management minimal musl nanoserver noble openjdk oracle oraclelinux otel perl php rc rootless \
    sac slim stable stretch temurin trixie trusty ubi ubuntu uclibc wheezy windowsservercore \
    xenial zts onbuild fat fips a b";

/// What a name has in it that says itself that there is no such thing.
pub(super) const NOBODYS: &[&str] = &[
    "non-exist",
    "nonexist",
    "non_exist",
    "not-exist",
    "notexist",
    "not_exist",
    "does-not-",
    "doesnotexist",
    "doesnt-exist",
    "dont-exist",
    "no-such",
    "nosuch",
    "not-a-real",
    "not-found",
    "notfound",
    "invalid-image",
    "invalidimage",
    "invalid-tag",
    "invalidtag",
    "wrong-image",
    "wrongimage",
    "wrong-tag",
    "wrongtag",
    "bad-image",
    "badimage",
    "bad-tag",
    "badtag",
    "fake-image",
    "fakeimage",
    "fake-tag",
    "imaginary",
    "typo",
];
