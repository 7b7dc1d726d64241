export default { empty: {}, render() {} };
