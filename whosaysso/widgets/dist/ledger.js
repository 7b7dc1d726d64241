var e={empty:{},render(){}};export{e as default};
