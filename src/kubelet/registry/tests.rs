//! Which images there are.

use super::Registry;

#[test]
fn official_images_have_the_tags_they_have() {
    let there = "nginx nginx:1.27 nginx:1.16.1 nginx:1.7.9 nginx:1 nginx:1.27.3-alpine \
        nginx:stable nginx:stable-alpine3.20-slim docker.io/library/nginx:1.25.3 \
        docker.io/nginx index.docker.io/library/nginx:1.9.1 redis:6.2 redis:7.4-alpine \
        redis:8.0.2 postgres:16 postgres:9.6.24 postgres:17.2-bookworm postgres:19beta3 \
        mysql:5.7 mysql:8 mysql:9 mysql:8.0-debian mongo:7 mongo:4.4 httpd:2.4 \
        httpd:2.4-alpine busybox:1.28 busybox:1.36.1-musl alpine:3 alpine:3.20 \
        alpine:edge node:22 node:22.11.0-bookworm-slim node:lts-alpine python:3.8 \
        python:3.12-slim golang:1.22 ubuntu:24.04 ubuntu:noble debian:12-slim \
        debian:bookworm-20260803 perl:5.34.0 php:7.0-apache bash:5 tomcat:9.0-jdk17 \
        openjdk:8u302-jre rabbitmq:3.13-management memcached:1.6.22 fluentd:v1.16 \
        fluentd:v1.16-debian traefik:v2.10 wordpress:6.2.1-apache fedora:40 \
        zookeeper:3.9 cassandra:4.1 registry:2 hello-world centos:7 drupal:whatever \
        nginx@sha256:0123 registry.k8s.io/pause:3.9 registry.k8s.io/nginx-slim:0.24 \
        gcr.io/google-samples/hello-app:2.0 gcr.io/google-samples/kubernetes-bootcamp:v1 \
        registry.k8s.io/e2e-test-images/agnhost:2.53 registry.k8s.io/hpa-example \
        registry.k8s.io/kubernetes-zookeeper:1.0-3.4.10 registry.k8s.io/echoserver:1.10 \
        myorg/app:1 registry.example.com/shop/api:v2 app:2 web payments:broken \
        localhost:5000/x";
    let registry = Registry::default();
    for image in there.split_whitespace() {
        assert_eq!(registry.absence(image), None, "{image}");
    }
    let missing = "nginx:1.161 nginx:1.32 nginx:2.0 nginx:2 nginx:latst nginx:v1.27 nginx:1.27.99 \
        nginx:does-not-exist nginx:missing nginx:stabel nginx:1.27-alpin nginx:broken \
        ngnix nginxx ngins redis:6.1 redis:99 postgres:99 mysql:7.0 httpd:3 busybox:2.0 \
        busyboxx alpine:4 node:99 python:4 python:3.99 ubuntu:24.05 postgers mongoo mysq \
        httpdd docker.io/ngnix gcr.io/google-samples/kubernetes-bootcamp:v10 \
        registry.k8s.io/pause:9.9 gcr.io/google-samples/hello-app:3.0 \
        non-existing-repo/non-existing-image:example myorg/does-not-exist:1 \
        myorg/app:doesnotexist myorg/app:missing";
    for image in missing.split_whitespace() {
        assert!(registry.absence(image).is_some(), "{image}");
    }
}

#[test]
fn the_registries_answer_in_their_own_words() {
    let error = |image: &str| Registry::default().absence(image).map(|it| it.error);
    let failed = |full: &str| {
        format!("failed to pull and unpack image {full:?}: failed to resolve reference {full:?}: ")
    };
    let denied = "pull access denied, repository does not exist or may require authorization: \
        server message: insufficient_scope: authorization failed";
    let full = "docker.io/library/nginx:1.161";
    let not_found = format!("rpc error: code = NotFound desc = {}{full}: not found", failed(full));
    assert_eq!(error("nginx:1.161"), Some(not_found));
    let ngnix = failed("docker.io/library/ngnix:latest") + denied;
    assert_eq!(error("ngnix"), Some(ngnix));
    let own = failed("docker.io/no-such/app:1") + denied;
    assert_eq!(error("no-such/app:1"), Some(own));
    let full = "gcr.io/google-samples/kubernetes-bootcamp:v10";
    let not_found = format!("rpc error: code = NotFound desc = {}{full}: not found", failed(full));
    assert_eq!(error(full), Some(not_found));
    let why = |image: &str| Registry::default().absence(image).map(|it| it.why).unwrap_or_default();
    assert_eq!(why("nginx:1.161"), "`nginx` has no tag `1.161`; it has the versions 1.7 to 1.31");
    assert_eq!(why("ngnix"), "Docker Hub has no official image `ngnix`; it has `nginx`");
}

#[test]
fn what_somebody_says_of_an_image_counts_more_than_the_table() {
    let mut registry = Registry::new(false, &[("nginx:2.0".to_owned(), true)]);
    assert_eq!(registry.absence("nginx:2.0"), None);
    assert!(registry.absence("nginx:3.0").is_some());
    registry.tell("nginx", false);
    assert!(registry.absence("nginx:1.27").is_some());
    registry.tell("nginx:1.27", true);
    assert_eq!(registry.absence("docker.io/library/nginx:1.27"), None);
    registry.tell("shop/*", false);
    assert!(registry.absence("shop/api:1").is_some());
    assert_eq!(registry.absence("shopping/api:1"), None);
    registry.tell("shop/api:2", true);
    assert_eq!(registry.absence("shop/api:2"), None);
    registry.set_down(true);
    let error = registry.absence("nginx:1.27").map(|it| it.error).unwrap_or_default();
    let url = "https://registry-1.docker.io/v2/library/nginx/manifests/1.27";
    let end = format!("unexpected status from HEAD request to {url}: 503 Service Unavailable");
    assert!(error.ends_with(&end), "{error}");
    registry.set_down(false);
    assert_eq!(registry.absence("shop/api:2"), None);
}

#[test]
fn the_stand_in_pulls_all_but_one_tag() {
    let registry = Registry::new(true, &[]);
    assert_eq!(registry.absence("nginx:1.161"), None);
    assert!(registry.absence("nginx:missing").is_some());
}
