export default {
  title: "Guest",
  url: "https://example.org",
  baseUrl: "/docusaurus/",
  onBrokenLinks: "throw",
  scripts: [{ src: "/docusaurus/podarium/podarium.js", defer: true }],
  presets: [["classic", { docs: { routeBasePath: "/" }, blog: false }]],
};
