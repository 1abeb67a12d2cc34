export default {
  title: "Guest",
  url: "https://example.org",
  baseUrl: "/docusaurus/",
  onBrokenLinks: "throw",
  headTags: [{ tagName: "link", attributes: { rel: "icon", href: "data:," } }],
  scripts: [{ src: "/docusaurus/podarium/podarium.js", defer: true }],
  presets: [["classic", { docs: { routeBasePath: "/" }, blog: false }]],
};
