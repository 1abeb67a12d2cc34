// VitePress below a path. A player is no component of Vue.
export default {
  title: "Guest",
  base: "/vitepress/",
  head: [
    ["link", { rel: "icon", href: "data:," }],
    ["script", { src: "/vitepress/podarium/podarium.js", defer: "" }],
  ],
  vue: { template: { compilerOptions: { isCustomElement: (tag) => tag === "podarium-player" } } },
  themeConfig: { nav: [{ text: "Other", link: "/other" }] },
};
